"""Workflows of Argo, read and written again."""
