//! Who may use a kind of library: only `store` talks to a database, only the edges speak HTTP.

use crate::workspace::Package;

struct Wall {
    /// What is behind it.
    what: &'static str,
    libraries: &'static [&'static str],
    inside: &'static [&'static str],
}

const WALLS: &[Wall] = &[
    Wall {
        what: "a database",
        libraries: &[
            "rusqlite",
            "libsqlite3-sys",
            "tokio-postgres",
            "postgres",
            "deadpool-postgres",
            "sqlx",
            "sea-query",
        ],
        // The second makes databases for tests and looks into them behind the store's back; the third measures what a
        // database does alone.
        inside: &["sigill-store", "sigill-testing", "sigill-bench"],
    },
    Wall {
        what: "routing HTTP requests",
        libraries: &["axum", "axum-extra", "utoipa-axum"],
        // The simulator plays a provider, and providers are HTTP servers.
        inside: &["sigill-server", "sigill-mssp"],
    },
    Wall {
        what: "speaking HTTP",
        libraries: &["http", "http-body", "http-body-util", "hyper", "hyper-util", "reqwest", "ureq"],
        // Besides those two: who calls a provider or a gateway, the commands that ask a running server, and what measures HTTP alone.
        inside: &["sigill-server", "sigill-mssp", "sigill-mss", "sigill-post", "sigill-cli", "sigill-bench"],
    },
];

/// Tests may use what they like.
pub(crate) fn check(packages: &[Package]) -> Vec<String> {
    let mut found = Vec::new();
    for package in packages.iter().filter(|package| package.is_member) {
        for dependency in package.dependencies.iter().filter(|dependency| !dependency.is_dev) {
            let behind = |wall: &&Wall| wall.libraries.contains(&dependency.name.as_str());
            let Some(wall) = WALLS.iter().find(behind) else { continue };
            if !wall.inside.contains(&package.name.as_str()) {
                let (name, library, inside) = (&package.name, &dependency.name, wall.inside.join(", "));
                found.push(format!("{name} → {library}: {} is only for {inside}", wall.what));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::Dependency;

    fn findings(from: &str, to: &str, is_dev: bool) -> Vec<String> {
        let mut package = Package::ours(from);
        package.dependencies.push(Dependency { name: to.to_owned(), is_dev });
        check(&[package])
    }

    #[test]
    fn a_library_is_used_inside_its_wall_only() {
        let nothing: [&str; 0] = [];
        assert_eq!(findings("sigill-store", "rusqlite", false), nothing);
        assert_eq!(findings("sigill-server", "axum", false), nothing);
        assert_eq!(findings("sigill-mss", "reqwest", false), nothing);
        assert_eq!(findings("sigill-app", "serde", false), nothing);
        assert_eq!(findings("sigill-app", "http", true), nothing);
        assert_eq!(
            findings("sigill-app", "tokio-postgres", false),
            ["sigill-app → tokio-postgres: a database is only for sigill-store, sigill-testing, sigill-bench"]
        );
        assert_eq!(
            findings("sigill-cli", "axum", false),
            ["sigill-cli → axum: routing HTTP requests is only for sigill-server, sigill-mssp"]
        );
        assert_eq!(findings("sigill-cli", "hyper", false), nothing);
        assert_eq!(findings("sigill-app", "hyper", false).len(), 1);
        assert_eq!(findings("sigill-domain", "reqwest", false).len(), 1);
    }
}
