"""Conditions of policies that several tables of forming share."""

FORMING = "learning_set_id = ANY ((SELECT sets_i_form())::bigint[])"
"""Whoever puts the set together, until it is composed."""
RUNNING = "learning_set_id = ANY ((SELECT sets_i_run())::bigint[])"
"""Its facilitator; where members own it together, each of them."""
