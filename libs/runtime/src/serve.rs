//! The methods of a service, written from a list of their names.

#[doc(hidden)]
pub use pastey;

/// Implements the contract of a service. Each name on a list is a method, and the function that carries it out:
/// `commands::name(tx, actor, message)`, at most once per request id, or `queries::name(ctx, &actor, &message)`. What
/// else a function needs of the service stands behind its name, owned for a command. Methods of another shape follow the
/// lists as they are. `api`, `commands` and `queries` are in scope.
#[macro_export]
macro_rules! serve {
    (
        $contract:ident for $service:ident as $this:ident with $ctx:expr;
        commands { $($command:ident $(($given:expr))?),* $(,)? }
        queries { $($query:ident $(($($needed:expr),+))?),* $(,)? }
        $($other:tt)*
    ) => {
        $crate::serve::pastey::paste! {
            #[::tonic::async_trait]
            impl $contract for $service {
                $(
                    async fn $command(
                        &self,
                        request: ::tonic::Request<api::[<$command:camel Request>]>,
                    ) -> Result<::tonic::Response<api::[<$command:camel Response>]>, ::tonic::Status> {
                        let $this = self;
                        $(let given = $given;)?
                        $ctx.mutate(request, move |tx, actor, message| {
                            Box::pin(commands::$command(tx, actor, message $(, $crate::instead!($given, given))?))
                        })
                        .await
                    }
                )*
                $(
                    async fn $query(
                        &self,
                        request: ::tonic::Request<api::[<$query:camel Request>]>,
                    ) -> Result<::tonic::Response<api::[<$query:camel Response>]>, ::tonic::Status> {
                        let $this = self;
                        let ctx = &$ctx;
                        ctx.query(request, async |actor, message| {
                            queries::$query(ctx, &actor, &message $($(, $needed)+)?).await
                        })
                        .await
                    }
                )*
                $($other)*
            }
        }
    };
}

/// The second of two expressions.
#[doc(hidden)]
#[macro_export]
macro_rules! instead {
    ($first:expr, $second:expr) => {
        $second
    };
}
