"""My learning record: meetings, hours and roles over all one's sets, a certificate, and what one takes from it all."""
