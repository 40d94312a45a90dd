#pragma once
// What happens next: a 4-ary heap on one 128-bit whole number, the time above a sequence number above what it is about. The order
// is total, so that any correct structure would yield the same.
#include <cstdint>
#include <vector>

#include "sim/quantiles.h"

namespace onestop::sim {

struct Event {
  std::int64_t at_us = 0;
  std::uint32_t about = 0;  // below 2^28
};

class EventList {
 public:
  static constexpr int about_bits = 28;

  bool empty() const { return heap_.empty() && fresh_.empty(); }
  std::size_t size() const { return heap_.size() + fresh_.size(); }
  std::int64_t next_us() {
    sort_in();
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(heap_.front() >> 64));
  }
  void clear() { heap_.clear(), fresh_.clear(), sequence_ = 0; }

  void put(std::int64_t at_us, std::uint32_t about) {
    const Wide key = Wide{static_cast<std::uint64_t>(at_us)} << 64 | (sequence_++ << about_bits | about);
    fresh_.push_back(key);
  }

  Event take() {
    sort_in();
    const Wide top = heap_.front(), last = heap_.back();
    heap_.pop_back();
    // The hole sinks to the bottom and the last entry rises from there: it belongs near the bottom, so that nothing is asked on the way.
    const auto count = heap_.size();
    std::size_t hole = 0;
    for (auto first = std::size_t{1}; first < count; first = hole * 4 + 1) {
      auto least = first;
      if (first + 4 <= count) {
        const auto a = first + (heap_[first + 1] < heap_[first]), b = first + 2 + (heap_[first + 3] < heap_[first + 2]);
        least = heap_[b] < heap_[a] ? b : a;
      } else {
        for (auto child = first + 1; child < count; ++child)
          if (heap_[child] < heap_[least]) least = child;
      }
      heap_[hole] = heap_[least];
      hole = least;
    }
    if (count > 0) rise(hole, last);
    return {static_cast<std::int64_t>(static_cast<std::uint64_t>(top >> 64)), static_cast<std::uint32_t>(top) & ((1u << about_bits) - 1)};
  }

 private:
  void sort_in() {
    for (const auto key : fresh_) {
      heap_.push_back(key);
      rise(heap_.size() - 1, key);
    }
    fresh_.clear();
  }
  void rise(std::size_t hole, Wide key) {
    while (hole > 0) {
      const auto parent = (hole - 1) / 4;
      if (heap_[parent] <= key) break;
      heap_[hole] = heap_[parent];
      hole = parent;
    }
    heap_[hole] = key;
  }

  std::vector<Wide> heap_, fresh_;
  std::uint64_t sequence_ = 0;
};

}  // namespace onestop::sim
