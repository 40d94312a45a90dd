#pragma once
// One crossing read from the log: its state, and what its cards need beside the state.
#include <map>
#include <mutex>

#include "core/crossing/events.h"
#include "store/store.h"

namespace onestop::server {

/// Names of persons and goods, from the arrival's guarded fields.
struct Labels {
  struct Person {
    Code part, nationality;
    std::optional<std::string> name, document;  // nothing where erased or withheld
    Code group;
  };
  struct Goods {
    std::string reference, goods;
    Code commodity;
  };
  void add(const std::vector<crossing::ArrivedPerson>& arrived, const std::vector<crossing::ArrivedConsignment>& loaded);
  std::map<Id, Person> persons;
  std::map<Id, Goods> goods;
  std::map<Id, std::string> captions;  // of photographs
  std::map<Id, std::string> titles;    // of documents
  /// What a correction puts in the place of what; nothing where a key that opens it is gone.
  struct Corrected {
    Id subject;
    crossing::CorrectedField field = crossing::CorrectedField::plate;
    std::optional<std::string> before, after, reason;
  };
  void add(const crossing::CorrectionRequested& asked, const crossing::Crossing& state);
  void add(const crossing::CorrectionAnswered& answer);
  std::map<Id, Corrected> corrections;
};

struct CrossingFile {
  crossing::Crossing state;
  std::vector<crossing::Recorded> events;
  std::vector<store::StoredEvent> stored;  // beside `events`, same order
  Labels labels;
};

/// Folds the stored events; nothing for an id that nobody wrote about, or that is one of the post's own streams.
Expected<std::optional<CrossingFile>> read_crossing_file(store::Reader& reader, const Id& crossing, const Code& post);

/// The event without what only a key opens. No hash of it is computed again: for figures over events that were verified.
Expected<crossing::Recorded> read_shareable(const store::RawEvent& raw);
/// The crossing as it was at that minute, folded of such events.
Expected<crossing::Crossing> read_until(store::Reader& reader, const Id& crossing, Instant until);

/// Reads that many threads share: each borrows a reader for the time of one request.
class Readers {
 public:
  explicit Readers(store::Store& store) : store_(store) {}
  class Loan {
   public:
    Loan(Readers& from, std::unique_ptr<store::Reader> reader) : from_(from), reader_(std::move(reader)) {}
    ~Loan() { from_.give_back(std::move(reader_)); }
    Loan(const Loan&) = delete;
    Loan& operator=(const Loan&) = delete;
    explicit operator bool() const { return reader_ != nullptr; }
    store::Reader& operator*() { return *reader_; }
    store::Reader* operator->() { return reader_.get(); }

   private:
    Readers& from_;
    std::unique_ptr<store::Reader> reader_;
  };
  Loan borrow();

 private:
  void give_back(std::unique_ptr<store::Reader> reader);
  store::Store& store_;
  std::mutex lock_;
  std::vector<std::unique_ptr<store::Reader>> idle_;  // at most one for each thread that ever asked at once
};

}  // namespace onestop::server
