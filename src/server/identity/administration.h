#pragma once
// Changes of accounts and appointments, as administrators ask for and approve them. What needs a second person waits in the
// database until one decides, in whichever process; then it is carried out in one transaction with the decision.
#include "server/account_messages.h"
#include "server/api/api.h"
#include "server/identity/account_hash.h"

namespace onestop::server {

struct NotDone {
  identity::RefusalCode code = identity::RefusalCode::not_yours;
};
struct Unfit {
  std::string pointer, what;  // which field of the wish, and what is wrong with it
};
using Asked = std::variant<store::AccountRequestRow, NotDone, Unfit, Fault>;
/// Puts the wish on record; one that needs no second person is carried out at once.
Asked ask_for(Api& api, const SignedIn& who, const AccountWish& wish);

struct Decided {
  store::AccountRequestRow request;
  std::optional<std::string> password;  // a new one, where the change gives one
};
using Decision = std::variant<Decided, NotDone, Fault>;
/// Approves or declines. Who asked may take the wish back: declining it withdraws it.
Decision decide(Api& api, const SignedIn& who, const store::AccountRequestRow& request, bool approve);

/// Writes the account anew and reads it back; nothing where somebody else changed it since.
Expected<std::optional<store::AccountRow>> change_account(Api& api, store::AccountRow account);

identity::Administrator administrator(const Api& api, const SignedIn& who);

}  // namespace onestop::server
