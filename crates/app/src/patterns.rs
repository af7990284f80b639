//! Patterns of policies and properties are compiled beside the threads that serve: a large one takes some ten
//! milliseconds, and which ones there are is what callers write.

use std::sync::{Arc, LazyLock};

use sigill_domain::pattern::Pattern;
use sigill_domain::policy::parameter::ParameterType;
use sigill_domain::policy::{Parameters, PolicyType};
use tokio::sync::Semaphore;

use crate::refusal::Refusal;
use crate::shares::Shares;

/// Patterns that are compiled at once.
const AT_ONCE: usize = 1;
/// Patterns that wait for it, of all clients.
const QUEUE_MAX: usize = 64;

static COMPILING: LazyLock<Compiling> = LazyLock::new(Compiling::new);

/// Whose turn it is.
struct Compiling {
    places: Arc<Semaphore>,
    queue: Shares,
}

impl Compiling {
    fn new() -> Self {
        Self { places: Arc::new(Semaphore::new(AT_ONCE)), queue: Shares::new(QUEUE_MAX) }
    }

    /// See [`ready`].
    async fn ready(&self, client: &str, patterns: Vec<&str>) -> Result<(), Refusal> {
        for pattern in patterns {
            if !Pattern::is_to_compile(pattern) {
                continue;
            }
            let why = || "too many patterns of this client are being compiled".to_owned();
            let share = self.queue.enter(client).ok_or_else(|| Refusal::TooMany { retry_s: 1, why: why() })?;
            let failed = || Refusal::Failed("compiling a pattern".to_owned());
            let place = Arc::clone(&self.places).acquire_owned().await.map_err(|_| failed())?;
            if !Pattern::is_to_compile(pattern) {
                // Somebody else had wanted the same.
                continue;
            }
            let (owner, pattern) = (client.to_owned(), pattern.to_owned());
            let work = move || {
                Pattern::keep(&owner, &pattern);
                // Until here, also where the caller has gone away meanwhile.
                drop((place, share));
            };
            tokio::task::spawn_blocking(work).await.map_err(|_| failed())?;
        }
        Ok(())
    }
}

/// Sees to it that what is decided next finds these patterns compiled. One that is wrong is told by the decision.
///
/// It ends with the request, at its deadline. Each client has its share of the queue.
///
/// # Errors
/// [`Refusal::TooMany`] where the client has too many that wait.
pub(crate) async fn ready(client: &str, patterns: Vec<&str>) -> Result<(), Refusal> {
    COMPILING.ready(client, patterns).await
}

/// The names of parameters that are patterns, of all types of policies.
static NAMES: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    let known = PolicyType::all().flat_map(PolicyType::parameters);
    let mut names: Vec<_> =
        known.filter(|one| matches!(one.holds, ParameterType::Pattern)).map(|one| one.name).collect();
    names.sort_unstable();
    names.dedup();
    names
});

/// The patterns in parameters of a policy, of whatever type it is.
pub(crate) fn of(parameters: &Parameters) -> Vec<&str> {
    NAMES.iter().filter_map(|name| parameters.get(*name).map(String::as_str)).collect()
}

#[cfg(test)]
mod tests {
    use std::pin::pin;
    use std::time::Duration;

    use tokio::time::timeout;

    use super::*;

    /// Gives the queue its turn.
    async fn waits(work: impl Future<Output = Result<(), Refusal>>) -> bool {
        timeout(Duration::ZERO, work).await.is_err()
    }

    #[tokio::test]
    async fn who_writes_many_patterns_fills_the_queue_for_nobody_else() {
        let compiling = Compiling::new();
        let busy = Arc::clone(&compiling.places).acquire_owned().await.unwrap();
        let sources: Vec<String> = (0..QUEUE_MAX).map(|n| format!("many{n}")).collect();
        let mut many = Vec::new();
        let refused = loop {
            let source = &sources[many.len()];
            let mut one = Box::pin(compiling.ready("many", vec![source.as_str()]));
            match timeout(Duration::ZERO, one.as_mut()).await {
                Err(_) => many.push(one),
                Ok(refused) => break refused.unwrap_err(),
            }
        };
        assert!(matches!(refused, Refusal::TooMany { retry_s: 1, .. }), "{refused:?}");
        let mut other = pin!(compiling.ready("other", vec!["other[0-9]"]));
        assert!(waits(other.as_mut()).await, "it has a place in the queue");
        drop(many);
        drop(busy);
        let before = sigill_domain::pattern::compiled_here();
        other.await.unwrap();
        assert!(!Pattern::is_to_compile("other[0-9]"));
        assert_eq!(sigill_domain::pattern::compiled_here(), before, "it was compiled beside");
    }
}
