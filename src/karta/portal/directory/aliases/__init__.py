"""Written forms that were joined under one name: by whom, when, on what evidence; and how a joining is taken back."""
