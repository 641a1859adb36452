//! Units, posts, people, accounts, sessions and roles: the pure rules.
