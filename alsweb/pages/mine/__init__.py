"""Mine over all organisations: dates, set names, counts and preferences. No other person's name is readable here."""
