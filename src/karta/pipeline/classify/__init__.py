"""What each organisation does: NACE codes and segments."""
