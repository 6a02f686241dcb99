"""What an organisation says of itself: who may speak for it, its own profile, what it offers and looks for."""
