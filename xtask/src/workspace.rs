//! What cargo says about the workspace.

use std::path::PathBuf;

use serde_json::Value;

use crate::{process, result::Result};

/// Where the workspace stands, as absolute paths.
pub(crate) struct Workspace {
    pub(crate) root: PathBuf,
    /// The folder for everything that can be made again.
    pub(crate) target: PathBuf,
}

/// A package of the dependency tree.
#[derive(Debug)]
pub(crate) struct Package {
    pub(crate) name: String,
    pub(crate) version: String,
    /// As its author wrote it; `None` where there is only a file.
    pub(crate) licence: Option<String>,
    /// Whether it is one of ours.
    pub(crate) is_member: bool,
    pub(crate) dependencies: Vec<Dependency>,
}

/// One line under `[dependencies]`, `[build-dependencies]` or `[dev-dependencies]`.
#[derive(Debug)]
pub(crate) struct Dependency {
    pub(crate) name: String,
    /// Needed by tests only.
    pub(crate) is_dev: bool,
}

impl Workspace {
    pub(crate) fn find() -> Result<Self> {
        let metadata = metadata(&["--no-deps"])?;
        let path = |key: &str| text(&metadata, key).map(PathBuf::from);
        Ok(Self { root: path("workspace_root")?, target: path("target_directory")? })
    }
}

/// Every package the workspace is built from, on any platform.
pub(crate) fn packages() -> Result<Vec<Package>> {
    // With what is behind cargo features, too.
    let metadata = metadata(&["--all-features"])?;
    let members = list(&metadata, "workspace_members");
    list(&metadata, "packages").iter().map(|package| read(package, members)).collect()
}

fn metadata(arguments: &[&str]) -> Result<Value> {
    let mut cargo = process::cargo(&["metadata", "--format-version", "1"]);
    Ok(serde_json::from_str(&process::output(cargo.args(arguments))?)?)
}

fn read(package: &Value, members: &[Value]) -> Result<Package> {
    let dependencies = list(package, "dependencies").iter().map(|dependency| {
        let is_dev = dependency["kind"].as_str() == Some("dev");
        Ok(Dependency { name: text(dependency, "name")?, is_dev })
    });
    Ok(Package {
        name: text(package, "name")?,
        version: text(package, "version")?,
        licence: package["license"].as_str().map(String::from),
        is_member: members.contains(&package["id"]),
        dependencies: dependencies.collect::<Result<_>>()?,
    })
}

fn text(value: &Value, key: &str) -> Result<String> {
    value[key].as_str().map(String::from).ok_or_else(|| format!("cargo metadata has no text `{key}`").into())
}

fn list<'value>(value: &'value Value, key: &str) -> &'value [Value] {
    value[key].as_array().map_or(&[], Vec::as_slice)
}

#[cfg(test)]
impl Package {
    /// A crate of ours that uses nothing.
    pub(crate) fn ours(name: &str) -> Self {
        Self { is_member: true, ..Self::foreign(name, Some("Apache-2.0")) }
    }

    pub(crate) fn foreign(name: &str, licence: Option<&str>) -> Self {
        let licence = licence.map(String::from);
        Self { name: name.to_owned(), version: "1.0.0".to_owned(), licence, is_member: false, dependencies: Vec::new() }
    }
}
