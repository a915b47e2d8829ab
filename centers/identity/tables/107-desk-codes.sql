-- A member's word at the order desk, beside what proves who one is.
alter table identity.challenges drop constraint challenges_purpose_check;
alter table identity.challenges add constraint challenges_purpose_check
  check (purpose in ('sign_in', 'add_handle', 'passkey_new', 'passkey_sign_in', 'link', 'order_desk'));
