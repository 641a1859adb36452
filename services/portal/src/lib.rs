//! The web pages: speaks gRPC to the services, owns no rule.
