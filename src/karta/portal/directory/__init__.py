"""What several rooms name: reports of errors, organisations' own claims."""
