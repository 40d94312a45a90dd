#include "server/firm/firms.h"

#include <sodium.h>

#include <algorithm>

#include "server/post/officers.h"

namespace onestop::server {
namespace {

constexpr const char* password_secret = "firm_password";
constexpr const char* changed_setting = "firms_changed";  // another value with every change
constexpr std::int64_t tidy_every_ms = minute_ms;

Hash hash_of(std::string_view secret) { return sha256(as_bytes(secret)); }

std::string random_hex() {
  std::array<unsigned char, 32> random{};
  random_bytes(random);
  return to_hex(random);
}

}  // namespace

std::string fresh_key_secret(store::Environment environment) {
  return (environment == store::Environment::live ? "osk_live_" : "osk_test_") + random_hex();
}

Expected<std::unique_ptr<Firms>> Firms::open(store::Store& store, Runner& runner) {
  auto firms = std::unique_ptr<Firms>(new Firms(store, runner));
  auto reader = store.reader();
  if (!reader) return std::unexpected(reader.error());
  const auto mark = (*reader)->setting(changed_setting);  // first: a change in between is then looked at once more
  if (auto loaded = firms->load(**reader); !loaded) return std::unexpected(loaded.error());
  if (mark) firms->seen_ = *mark;
  return firms;
}

/// All of it, over what is here already. Nothing but sessions ever goes away.
Expected<void> Firms::load(store::Reader& reader) {
  const auto firms = reader.firms();
  const auto keys = reader.api_keys();
  const auto sessions = reader.firm_sessions();
  if (!firms || !keys || !sessions) return fault("the firms in the store cannot be read");
  const std::unique_lock hold(lock_);
  for (const auto& one : *firms) {
    by_mail_[one.mail] = one.id;
    firms_[one.id] = one;
  }
  for (const auto& one : *keys) {
    auto& place = keys_[one.secret_hash];
    if (!place) {
      place = std::make_unique<Key>();
      keys_of_[one.firm].push_back(place.get());
    }
    place->row = one;
  }
  const auto now = wall_now();
  std::map<Hash, KeptSession> stand;
  for (const auto& one : *sessions) {
    if (one.expires <= now) continue;
    const auto known = sessions_.find(one.token_hash);
    stand[one.token_hash] = {one.firm, one.expires, known == sessions_.end() ? now : known->second.last_used};
  }
  sessions_ = std::move(stand);
  return {};
}

void Firms::look_again(store::Reader& reader) {
  const auto mark = reader.setting(changed_setting);
  if (!mark || *mark == seen_) return;
  if (load(reader)) seen_ = *mark;
}

/// With the mark by which other processes know that something changed.
void Firms::write(Runner::Work work, std::function<void(bool)> then) {
  if (!store_.shared()) return runner_.write(std::move(work), std::move(then));
  runner_.write([work = std::move(work)](store::Writer& writer) -> Expected<void> {
    if (auto done = work(writer); !done) return done;
    std::array<unsigned char, 16> mark{};
    random_bytes(mark);
    return writer.put_setting(changed_setting, mark);
  }, std::move(then));
}

std::optional<store::FirmRow> Firms::firm(const Id& id) const {
  const std::shared_lock hold(lock_);
  const auto at = firms_.find(id);
  return at == firms_.end() ? std::nullopt : std::optional(at->second);
}

std::optional<store::FirmRow> Firms::firm_of_mail(const std::string& mail) const {
  const std::shared_lock hold(lock_);
  const auto at = by_mail_.find(mail);
  const auto firm = at == by_mail_.end() ? firms_.end() : firms_.find(at->second);
  return firm == firms_.end() ? std::nullopt : std::optional(firm->second);
}

std::vector<store::FirmRow> Firms::list(const std::optional<store::FirmState>& state, const Id& after, std::size_t limit) const {
  const std::shared_lock hold(lock_);
  std::vector<store::FirmRow> found;
  for (auto at = firms_.upper_bound(after); at != firms_.end() && found.size() < limit; ++at)
    if (!state || at->second.state == *state) found.push_back(at->second);
  return found;
}

bool Firms::tax_number_taken(const store::FirmRow& firm) const {
  const std::shared_lock hold(lock_);
  return std::ranges::any_of(firms_, [&](const auto& one) {
    const auto& other = one.second;
    return other.id != firm.id && other.state == store::FirmState::confirmed && other.country == firm.country && other.tax_number == firm.tax_number;
  });
}

void Firms::enrol(const store::FirmRow& firm, const std::string& password_hash, Then then) {
  {
    const std::unique_lock hold(lock_);
    if (by_mail_.size() >= most_firms) return then(Done::full);
    if (!by_mail_.emplace(firm.mail, firm.id).second) return then(Done::mail_taken);
  }
  const auto withdraw = [this, mail = firm.mail] {
    const std::unique_lock hold(lock_);
    by_mail_.erase(mail);
  };
  // First the secret, then the firm: one that nobody can sign in to is never on record.
  if (!store_.keys().put_secret(password_secret, firm.id, as_bytes(password_hash))) {
    withdraw();
    return then(Done::failed);
  }
  write([firm](store::Writer& writer) { return writer.put_firm(firm); }, [this, firm, withdraw, then = std::move(then)](bool written) {
    if (!written) {
      withdraw();
      return then(Done::failed);
    }
    {
      const std::unique_lock hold(lock_);
      firms_[firm.id] = firm;
    }
    then(Done::yes);
  });
}

void Firms::change(const store::FirmRow& firm, Then then) {
  write([firm](store::Writer& writer) { return writer.put_firm(firm); }, [this, firm, then = std::move(then)](bool written) {
    if (written) {
      const std::unique_lock hold(lock_);
      firms_[firm.id] = firm;
    }
    then(written ? Done::yes : Done::failed);
  });
}

void Firms::put_key(const store::ApiKeyRow& key, Then then) {
  {
    const std::shared_lock hold(lock_);
    const auto of_firm = keys_of_.find(key.firm);
    const auto live = of_firm == keys_of_.end() ? 0 : std::ranges::count_if(of_firm->second, [](const Key* one) { return !one->row.revoked; });
    if (!key.revoked && !keys_.contains(key.secret_hash) && static_cast<std::size_t>(live) >= most_keys) return then(Done::full);
  }
  write([key](store::Writer& writer) { return writer.put_api_key(key); }, [this, key, then = std::move(then)](bool written) {
    if (written) {
      const std::unique_lock hold(lock_);
      auto& place = keys_[key.secret_hash];
      if (!place) {
        place = std::make_unique<Key>();
        keys_of_[key.firm].push_back(place.get());
      }
      place->row = key;
    }
    then(written ? Done::yes : Done::failed);
  });
}

std::vector<store::ApiKeyRow> Firms::keys_of(const Id& firm) const {
  const std::shared_lock hold(lock_);
  std::vector<store::ApiKeyRow> rows;
  const auto at = keys_of_.find(firm);
  if (at == keys_of_.end()) return rows;
  for (const auto* key : at->second) {
    rows.push_back(key->row);
    if (const auto used = key->used_ms.load(); used > 0) rows.back().last_used = Instant{used};
  }
  return rows;
}

Expected<bool> Firms::password_fits(const Id& firm, const std::string& password) {
  const auto hash = store_.keys().secret(password_secret, firm);
  if (!hash) return std::unexpected(hash.error());
  if (!*hash) return false;
  const std::string text((*hash)->begin(), (*hash)->end());
  return crypto_pwhash_str_verify(text.c_str(), password.data(), password.size()) == 0;
}

void Firms::open_session(const Id& firm, std::function<void(std::string, Instant)> then) {
  const auto token = random_hex();
  const auto now = wall_now();
  const store::FirmSessionRow row{hash_of(token), firm, now + session_ms};
  std::vector<Hash> gone;
  {
    const std::unique_lock hold(lock_);
    if (sessions_.size() >= most_sessions) {
      for (const auto& [hash, one] : sessions_)
        if (one.over(now)) gone.push_back(hash);
      if (gone.empty()) gone.push_back(std::ranges::min_element(sessions_, {}, [](const auto& one) { return one.second.last_used; })->first);
      for (const auto& hash : gone) sessions_.erase(hash);
    }
  }
  const auto work = [row, gone](store::Writer& writer) -> Expected<void> {
    if (auto ended = writer.end_firm_sessions(gone); !ended) return ended;
    return writer.put_firm_session(row);
  };
  write(work, [this, row, token, now, then = std::move(then)](bool written) {
    if (!written) return then({}, now);
    {
      const std::unique_lock hold(lock_);
      sessions_[row.token_hash] = {row.firm, row.expires, now};
    }
    then(token, row.expires);
  });
}

std::optional<Firms::Session> Firms::session(std::string_view token) {
  const auto hash = hash_of(token);
  const auto now = wall_now();
  const std::unique_lock hold(lock_);
  const auto at = sessions_.find(hash);
  if (at == sessions_.end() || at->second.over(now)) return std::nullopt;
  at->second.last_used = now;
  return Session{at->second.firm, at->second.expires};
}

void Firms::close_session(std::string_view token, Then then) {
  const auto hash = hash_of(token);
  {
    const std::unique_lock hold(lock_);
    sessions_.erase(hash);
  }
  write([hash](store::Writer& writer) { return writer.end_firm_sessions({hash}); }, [then = std::move(then)](bool written) { then(written ? Done::yes : Done::failed); });
}

std::optional<Firms::KeyHolder> Firms::holder_of(std::string_view secret) const {
  const auto hash = hash_of(secret);
  const auto now = wall_now();
  const std::shared_lock hold(lock_);
  const auto at = keys_.find(hash);
  if (at == keys_.end()) return std::nullopt;
  const auto& row = at->second->row;
  if (row.revoked || (row.expires && *row.expires <= now)) return std::nullopt;
  const auto firm = firms_.find(row.firm);
  if (firm == firms_.end()) return std::nullopt;
  at->second->used_ms = now.ms;
  return KeyHolder{firm->second, row.id, row.environment};
}

void Firms::tidy() {
  const auto now = wall_now();
  std::vector<store::ApiKeyRow> used;
  std::vector<Hash> over;
  {
    const std::unique_lock hold(lock_);
    if (now.ms - tidied_at_ms_ < tidy_every_ms) return;
    tidied_at_ms_ = now.ms;
    for (auto& [hash, key] : keys_) {
      const auto at = key->used_ms.load();
      if (at == key->noted_ms) continue;
      key->noted_ms = at;
      key->row.last_used = Instant{at};
      used.push_back(key->row);
    }
    for (const auto& [hash, one] : sessions_)
      if (one.over(now)) over.push_back(hash);
    for (const auto& hash : over) sessions_.erase(hash);
  }
  if (used.empty() && over.empty()) return;
  const auto work = [used, over](store::Writer& writer) -> Expected<void> {
    if (auto ended = writer.end_firm_sessions(over); !ended) return ended;
    for (const auto& row : used)
      if (auto put = writer.put_api_key(row); !put) return put;
    return {};
  };
  runner_.write(work, [](bool) {});  // when keys were used last is no change that others must know of at once
}

}  // namespace onestop::server
