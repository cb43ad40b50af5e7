"""The one place that judges what people send: what is let in, under what name it is shown, and how it is handed out again."""

from config.toolkit.uploads.downloads import attachment_response
from config.toolkit.uploads.inspection import MAX_UPLOAD_SIZE, InspectedFile, inspect_upload
from config.toolkit.uploads.kinds import ACCEPTED_EXTENSIONS
from config.toolkit.uploads.names import clean_name, split_name

__all__ = ["ACCEPTED_EXTENSIONS", "MAX_UPLOAD_SIZE", "InspectedFile", "attachment_response", "clean_name", "inspect_upload", "split_name"]
