//! Units, posts, people, accounts, sessions and roles.
