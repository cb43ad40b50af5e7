"""Messages: what has been sent, writing to a group, and the texts of the service's own mails."""
