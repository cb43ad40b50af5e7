"""The one place that judges what people send: what is let in, under what name it is shown, and how it is handed out again.

Imports nothing here: the processes that inspect a file load one parser and no Django.
"""
