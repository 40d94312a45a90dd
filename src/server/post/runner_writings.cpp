// What the runner writes that is no command, and the recorders under which it writes.
#include "server/post/officers.h"
#include "server/post/runner.h"

namespace onestop::server {

void Runner::note(store::SearchRow search, std::function<void(bool)> then) {
  write([search = std::move(search)](store::Writer& writer) { return writer.put_search(search); }, std::move(then));
}

void Runner::write(Work work, std::function<void(bool)> then) {
  {
    const std::scoped_lock hold(lock_);
    if (!stopping_ && works_.size() < most_writings) {
      works_.push_back(std::move(work));
      thens_.push_back(std::move(then));
      wake_.notify_one();
      return;
    }
  }
  then(false);
}

bool Runner::write_together(std::span<const Work> works) {
  auto& writer = store_.writer();
  const auto before = events_on_record(writer.reader()).value_or(0);
  if (!writer.begin(store::Takes::several)) return false;
  bool good = true;
  try {
    for (const auto& work : works) good = good && work(writer).has_value();
  } catch (const std::exception&) {  // out of memory, most likely
    good = false;
  }
  if (!good) {
    writer.abandon();
    return false;
  }
  if (!writer.finish()) return false;
  const auto fresh = events_on_record(writer.reader()).value_or(before) - before;
  events_since_checkpoint_ += fresh;
  figures_.events += fresh;
  return true;
}

void Runner::do_writings() {
  std::vector<Work> works;
  std::vector<std::function<void(bool)>> thens;
  {
    const std::scoped_lock hold(lock_);
    works.swap(works_);
    thens.swap(thens_);
  }
  if (works.empty()) return;
  if (store_.shared()) ask_for_lead();  // some of them rest on it
  const bool together = write_together(works);
  for (std::size_t i = 0; i < works.size(); ++i) thens[i](together || (works.size() > 1 && write_together(std::span(works).subspan(i, 1))));
}

Expected<std::uint64_t> events_on_record(store::Reader& reader) {
  const auto recorders = reader.recorders();
  if (!recorders) return std::unexpected(recorders.error());
  std::uint64_t events = 0;
  for (const auto& one : *recorders) events += one.position;
  return events;
}

Expected<std::vector<Runner::Recorder>> open_recorders(store::Store& store, const post::Post& post) {
  constexpr const char* secret = "recorder_key";
  auto reader = store.reader();
  if (!reader) return std::unexpected(reader.error());
  const auto known = (*reader)->recorders();
  if (!known) return std::unexpected(known.error());
  std::vector<Runner::Recorder> recorders;
  for (const auto& state : post.states) {
    Runner::Recorder recorder{{}, state.code, {}};
    for (const auto& row : *known)
      if (row.state == state.code) recorder.id = row.id;
    if (recorder.id) {
      const auto key = store.keys().secret(secret, recorder.id);
      if (!key) return std::unexpected(key.error());
      if (!*key || (*key)->size() != recorder.key.size())
        return fault("the key file holds no key of the recorder of " + state.code.text() + "; restore the key file that belongs to this log");
      std::copy((*key)->begin(), (*key)->end(), recorder.key.begin());
      recorders.push_back(recorder);
      continue;
    }
    std::array<unsigned char, 32> seed{};
    random_bytes(seed);
    const auto pair = key_pair_from_seed(seed);
    recorder.id = fresh_id(wall_now());
    recorder.key = pair.secret_key;
    if (auto done = store.keys().put_secret(secret, recorder.id, recorder.key); !done) return std::unexpected(done.error());
    auto& writer = store.writer();
    if (auto done = writer.begin(); !done) return std::unexpected(done.error());
    if (auto done = writer.put_recorder({recorder.id, state.code, post.code.text() + " " + state.code.text(), pair.public_key, 0}); !done)
      return std::unexpected(done.error());
    if (auto done = writer.finish(); !done) return std::unexpected(done.error());
    recorders.push_back(recorder);
  }
  return recorders;
}

}  // namespace onestop::server
