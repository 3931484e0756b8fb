//! The tables as Diesel sees them. Kept by hand, since the two databases would print different types; tests/store keeps
//! it true on both.

diesel::table! {
    users (id) {
        id -> Binary,
        email -> Text,
        email_canonical -> Text,
        name -> Text,
        password_hash -> Nullable<Text>,
        role -> Text,
        language -> Nullable<Text>,
        time_zone -> Nullable<Text>,
        auth_epoch -> BigInt,
        created_at -> BigInt,
        disabled_at -> Nullable<BigInt>,
        email_verified_at -> Nullable<BigInt>,
        import_id -> Nullable<Binary>,
    }
}

diesel::table! {
    user_words (word, user_id) {
        word -> Text,
        user_id -> Binary,
    }
}

diesel::table! {
    imports (id) {
        id -> Binary,
        file -> Text,
        digest -> Binary,
        users -> BigInt,
        done -> BigInt,
        left_out -> BigInt,
        started_at -> BigInt,
        finished_at -> Nullable<BigInt>,
        undone_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    hours (hour, name) {
        hour -> BigInt,
        name -> Text,
        number -> BigInt,
        counted_at -> BigInt,
    }
}

diesel::table! {
    all_endings (id) {
        id -> Binary,
        actor_id -> Nullable<Binary>,
        session_id -> Nullable<Binary>,
        ip -> Nullable<Text>,
        user_agent -> Nullable<Text>,
        before_id -> Nullable<Binary>,
        ended -> BigInt,
        started_at -> BigInt,
        claimed_until -> BigInt,
    }
}

diesel::table! {
    runs (name) {
        name -> Text,
        at -> BigInt,
        number -> BigInt,
    }
}

diesel::table! {
    sessions (id) {
        id -> Binary,
        user_id -> Binary,
        auth_epoch -> BigInt,
        secret_hash -> Binary,
        previous_secret_hash -> Nullable<Binary>,
        rotated_at -> Nullable<BigInt>,
        created_at -> BigInt,
        authenticated_at -> BigInt,
        last_seen_at -> BigInt,
        idle_timeout -> BigInt,
        expires_at -> BigInt,
        remember -> Bool,
        methods -> Text,
        ip -> Nullable<Text>,
        user_agent -> Nullable<Text>,
        last_ip -> Nullable<Text>,
        last_user_agent -> Nullable<Text>,
        browser_id -> Nullable<Binary>,
        key_id -> BigInt,
        ended_at -> Nullable<BigInt>,
        end_reason -> Nullable<Text>,
        ended_by -> Nullable<Binary>,
    }
}

diesel::table! {
    events (id) {
        id -> Binary,
        at -> BigInt,
        kind -> Text,
        user_id -> Nullable<Binary>,
        actor_id -> Nullable<Binary>,
        session_id -> Nullable<Binary>,
        ip -> Nullable<Text>,
        user_agent -> Nullable<Text>,
        detail -> Nullable<Text>,
    }
}

diesel::table! {
    browsers (browser_id, user_id) {
        browser_id -> Binary,
        user_id -> Binary,
        first_at -> BigInt,
        last_at -> BigInt,
    }
}

diesel::table! {
    attempts (name) {
        name -> Binary,
        free_at -> BigInt,
        failures -> BigInt,
        last_at -> BigInt,
    }
}

diesel::table! {
    setup (id) {
        id -> BigInt,
        nonce -> Binary,
        code_hash -> Binary,
        expires_at -> BigInt,
        used_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    links (secret_hash) {
        secret_hash -> Binary,
        purpose -> Text,
        user_id -> Nullable<Binary>,
        email -> Text,
        sealed -> Nullable<Binary>,
        key_id -> Nullable<BigInt>,
        created_at -> BigInt,
        expires_at -> BigInt,
        used_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    mails (id) {
        id -> Binary,
        kind -> Text,
        user_id -> Nullable<Binary>,
        created_at -> BigInt,
        sealed -> Nullable<Binary>,
        key_id -> BigInt,
        tries -> BigInt,
        next_try_at -> Nullable<BigInt>,
        claimed_until -> Nullable<BigInt>,
        sent_at -> Nullable<BigInt>,
        error -> Nullable<Text>,
    }
}

diesel::table! {
    identities (id) {
        id -> Binary,
        user_id -> Binary,
        provider -> Text,
        issuer -> Text,
        subject -> Text,
        email -> Nullable<Text>,
        created_at -> BigInt,
        last_at -> BigInt,
    }
}

diesel::table! {
    grants (session_id) {
        session_id -> Binary,
        user_id -> Binary,
        provider -> Text,
        issuer -> Text,
        subject -> Text,
        sid -> Nullable<Text>,
        sealed -> Nullable<Binary>,
        key_id -> Nullable<BigInt>,
        renew_at -> Nullable<BigInt>,
        claimed_until -> Nullable<BigInt>,
    }
}

diesel::table! {
    logout_tokens (hash) {
        hash -> Binary,
        expires_at -> BigInt,
    }
}

diesel::table! {
    signing_keys (generation) {
        generation -> BigInt,
        public_key -> Text,
        sealed -> Binary,
        key_id -> BigInt,
        created_at -> BigInt,
        signs_from -> BigInt,
    }
}

diesel::joinable!(sessions -> users (user_id));
diesel::joinable!(identities -> users (user_id));
diesel::joinable!(grants -> sessions (session_id));
diesel::joinable!(links -> users (user_id));
diesel::joinable!(user_words -> users (user_id));
diesel::allow_tables_to_appear_in_same_query!(
    users,
    sessions,
    events,
    browsers,
    attempts,
    setup,
    links,
    mails,
    identities,
    grants,
    logout_tokens,
    signing_keys,
    user_words,
    imports,
    hours,
    runs,
    all_endings
);
