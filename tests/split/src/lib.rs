//! One process per service on real servers, one of them killed.
