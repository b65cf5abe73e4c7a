"""What the office does: functions verb_noun(session, …) that return domain data. They open and commit nothing."""
