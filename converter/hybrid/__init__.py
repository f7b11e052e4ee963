"""The hybrid of both ways: people come by login for a while, the rest by import, and everybody is accounted for."""
