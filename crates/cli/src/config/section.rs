//! What a section of the configuration is: its keys, their kinds, defaults and meanings, in one place.

macro_rules! section {
    (
        $(#[$meta:meta])* $section:ident in $path:literal;
        $($(#[doc = $about:literal])+ $key:ident: $kind:ty = $default:expr $(, $words:literal)?;)+
        $(@ $inner:ident: $inner_type:ident;)*
    ) => {
        $(#[$meta])*
        #[derive(Clone, Debug, serde::Deserialize)]
        #[serde(deny_unknown_fields, default)]
        pub(crate) struct $section {
            $($(#[doc = $about])+ #[serde(deserialize_with = "crate::config::setting::read")] pub(crate) $key: $kind,)+
            $(pub(crate) $inner: $inner_type,)*
        }

        impl Default for $section {
            fn default() -> Self {
                Self { $($key: $default,)+ $($inner: $inner_type::default(),)* }
            }
        }

        impl $section {
            /// The keys of this section and of those within.
            pub(in crate::config) fn keys() -> Vec<crate::config::key::Key> {
                let default = Self::default();
                let own = vec![$(crate::config::key::Key {
                    name: concat!($path, stringify!($key)).to_owned(),
                    about: concat!($($about),+).trim_ascii(),
                    default: {
                        let words = [$($words,)? "<none>"];
                        default.$key.show().unwrap_or_else(|| words[0].to_owned())
                    },
                    from_env: <$kind>::from_env,
                }),+];
                let inner: Vec<Vec<crate::config::key::Key>> = vec![$($inner_type::keys()),*];
                own.into_iter().chain(inner.into_iter().flatten()).collect()
            }

            /// What is in force, in the same order.
            pub(in crate::config) fn values(&self) -> Vec<(String, Option<String>)> {
                let own = vec![$((concat!($path, stringify!($key)).to_owned(), self.$key.show())),+];
                let inner: Vec<Vec<(String, Option<String>)>> = vec![$(self.$inner.values()),*];
                own.into_iter().chain(inner.into_iter().flatten()).collect()
            }
        }
    };
}
pub(super) use section;
