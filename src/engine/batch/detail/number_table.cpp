#include "engine/batch/detail/number_table.h"

#include "resources/file_descriptor.h"

#include <algorithm>
#include <array>
#include <bit>
#include <utility>

// An open-addressing hash table (Knuth, volume 3, section 6.4) of 16-byte entries, in memory or in a file. Searches and
// insertions touch few places near each other, so the file needs no cache.
namespace gongwen::engine {
namespace {

constexpr std::size_t kFirstPlaces = 1024;
/// Half a megabyte; larger tables are files.
constexpr std::size_t kMaxPlacesInMemory = 32'768;
constexpr std::size_t kEntriesOfBlock = 2'048;
/// Entries that one read of a file fetches; a search seldom needs more.
constexpr std::size_t kNeighbors = 8;

std::uint64_t as_key(std::uint64_t number) {
  return number == 0 ? 1 : number;  // 0 marks free places; the collision of 0 and 1 is too rare to matter
}

/// The place is given by the first bits, so that a larger table has its entries in nearly the same order and is filled
/// from start to end. Multiplication spreads small numbers (Knuth, volume 3, 6.4).
std::size_t first_place(std::uint64_t number, std::size_t count) {
  return static_cast<std::size_t>((number * 0x9E37'79B9'7F4A'7C15U) >> (64 - std::countr_zero(count)));
}

}  // namespace

/// Returns whether the number is new.
bool NumberTable::insert(std::uint64_t number) {
  number = as_key(number);
  make_room();
  const Place place = locate(number);
  if (place.entry.number != 0) return false;
  write(place.index, {number, 0});
  ++size_;
  return true;
}

std::optional<std::uint64_t> NumberTable::find(std::uint64_t number) const {
  if (count_ == 0) return std::nullopt;
  const Entry entry = locate(as_key(number)).entry;
  return entry.number == 0 ? std::nullopt : std::optional(entry.value);
}

/// Adds the number or replaces its value.
void NumberTable::set(std::uint64_t number, std::uint64_t value) {
  number = as_key(number);
  make_room();
  const Place place = locate(number);
  if (place.entry.number == 0) ++size_;
  write(place.index, {number, value});
}

/// Linear probing: finds the entry, or the first free place after its own place.
NumberTable::Place NumberTable::locate(std::uint64_t number) const {
  std::array<Entry, kNeighbors> read_entries;
  std::size_t at = first_place(number, count_);
  while (true) {
    const std::span<const Entry> entries = entries_from(at, read_entries);
    for (const Entry& entry : entries) {
      // Entries are never removed, so a free place ends the search; make_room() keeps half of the places free.
      if (entry.number == 0 || entry.number == number) return {at, entry};
      ++at;
    }
    // From the end of the table the search continues at its start; the size is a power of two.
    at &= count_ - 1;
  }
}

/// In a file several entries are read at once. After an error the search ends as if the place were free.
std::span<const NumberTable::Entry> NumberTable::entries_from(std::size_t index, std::span<Entry> room) const {
  if (!file_) return std::span(places_).subspan(index);
  const std::span<Entry> entries = room.first(std::min(room.size(), count_ - index));
  const std::error_code error =
      resources::read_at(file_.number(), index * sizeof(Entry), std::as_writable_bytes(entries));
  if (error) {
    error_ = error;
    std::fill(entries.begin(), entries.end(), Entry());  // ends the search
  }
  return entries;
}

/// An error of the file is kept for `error()`: callers ask once instead of after each call.
void NumberTable::write(std::size_t index, Entry entry) {
  if (!file_) {
    places_[index] = entry;
    return;
  }
  const std::array<Entry, 1> bytes = {entry};
  const std::error_code error =
      resources::write_at(file_.number(), index * sizeof(Entry), std::as_bytes(std::span(bytes)));
  if (error) error_ = error;
}

/// Doubles the table when it is half full.
void NumberTable::make_room() {
  // Short searches matter more than memory: in a file a long search needs further reads.
  if (size_ * 2 < count_) return;
  NumberTable larger(folder_);
  larger.count_ = std::max(kFirstPlaces, count_ * 2);
  if (larger.count_ > kMaxPlacesInMemory) {
    larger.file_ = resources::open_unnamed_file(folder_);
    // If no file can be made, or the disk is full, memory is used after all.
    if (larger.file_ && resources::reserve(larger.file_.number(), larger.count_ * sizeof(Entry))) larger.file_ = {};
  }
  if (!larger.file_) larger.places_.resize(larger.count_);
  move_entries(larger);
  std::swap(*this, larger);
}

/// Moves entries in blocks, which suits files.
void NumberTable::move_entries(NumberTable& to) const {
  // In blocks, since the table may be a file that is larger than the memory for it.
  std::vector<Entry> block;
  for (std::size_t at = 0; at < count_; at += block.size()) {
    block.resize(std::min(kEntriesOfBlock, count_ - at));
    if (!file_) {
      std::copy_n(places_.begin() + static_cast<std::ptrdiff_t>(at), block.size(), block.begin());
    } else if (const std::error_code error =
                   resources::read_at(file_.number(), at * sizeof(Entry), std::as_writable_bytes(std::span(block)))) {
      to.error_ = error;
      return;
    }
    for (const Entry& entry : block) {
      if (entry.number != 0) to.set(entry.number, entry.value);
    }
  }
  // An error of the old table also makes the new one incomplete.
  if (!to.error_) to.error_ = error_;
}

}  // namespace gongwen::engine
