"""What the world is: countries, organizations, offices and places, as data, and the look-ups."""
