"""What happens to a manifest outside of it: its local files are uploaded, and it is submitted."""
