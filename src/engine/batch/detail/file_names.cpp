#include "engine/batch/detail/file_names.h"

#include "base/ascii.h"
#include "resources/text_hash.h"

#include <algorithm>
#include <array>
#include <utility>

namespace gongwen::engine {
namespace {

/// File systems take 255 bytes; room is left for a number, an ending, and what programs put before a name.
constexpr std::size_t kMaxNameBytes = 200;

/// What Windows refuses in names, and its full-width twin where there is one.
std::string_view safe_character(char c) {
  constexpr std::array<std::pair<char, std::string_view>, 9> kTwins = {{{'/', "／"},
                                                                        {'\\', "＼"},
                                                                        {':', "："},
                                                                        {'*', "＊"},
                                                                        {'?', "？"},
                                                                        {'"', "＂"},
                                                                        {'<', "＜"},
                                                                        {'>', "＞"},
                                                                        {'|', "｜"}}};
  for (const auto& [refused, twin] : kTwins) {
    if (c == refused) return twin;
  }
  return " ";
}

bool is_safe(char c) {
  constexpr std::string_view kRefused = "/\\:*?\"<>|\x7F";
  return static_cast<unsigned char>(c) >= 0x20 && kRefused.find(c) == std::string_view::npos;
}

/// Names of devices: CON, LPT1, with any ending.
bool is_device(std::string_view name) {
  const std::string stem = base::ascii_lowercase(name.substr(0, name.find('.')));
  if (stem == "con" || stem == "prn" || stem == "aux" || stem == "nul") return true;
  return stem.size() == 4 && (stem.starts_with("com") || stem.starts_with("lpt")) && base::is_ascii_digit(stem[3]);
}

void cut(std::string& name) {
  if (name.size() <= kMaxNameBytes) return;
  std::size_t end = kMaxNameBytes;
  while (end > 0 && (name[end] & 0xC0) == 0x80) --end;
  name.resize(end);
}

std::uint64_t name_hash(std::string_view name) {
  return resources::TextHash(base::ascii_lowercase(name)).short_number();
}

}  // namespace

std::string safe_file_name(std::string_view name, std::string_view otherwise) {
  std::string safe;
  for (const char c : name) {
    if (is_safe(c)) {
      safe.push_back(c);
    } else {
      safe += safe_character(c);
    }
  }
  const std::size_t first = safe.find_first_not_of(" .");
  safe.erase(0, std::min(first, safe.size()));
  cut(safe);
  const std::size_t last = safe.find_last_not_of(" .");
  safe.resize(last == std::string::npos ? 0 : last + 1);
  if (safe.empty()) return std::string(otherwise);
  return is_device(safe) ? "_" + safe : safe;
}

void FileNames::wait_for(std::uint64_t number, std::unique_lock<std::mutex>& lock) {
  turn_changed_.wait(lock, [&] { return turn_ == number; });
}

bool FileNames::claim(const std::string& name, std::uint64_t owner) {
  const std::uint64_t hash = name_hash(name);
  const bool is_new = taken_.insert(hash);
  if (owner == 0) return is_new;
  if (is_new) return owners_.emplace(hash, owner).second;
  const auto known = owners_.find(hash);
  return known != owners_.end() && known->second == owner;
}

std::string FileNames::take(std::uint64_t number, const std::string& name, std::uint64_t owner) {
  std::unique_lock lock(mutex_);
  wait_for(number, lock);
  std::string candidate = name;
  if (!claim(name, owner)) {
    const std::uint64_t hash = name_hash(name);
    const std::uint64_t last = taken_.find(hash).value_or(0);
    // Records without owner never get a name back, so the search continues where it ended.
    std::uint64_t count = owner == 0 ? std::max<std::uint64_t>(last, 1) : 1;
    do {
      candidate = name + "-" + std::to_string(++count);
    } while (!claim(candidate, owner));
    if (count > last) taken_.set(hash, count);
  }
  ++turn_;
  lock.unlock();
  turn_changed_.notify_all();
  return candidate;
}

void FileNames::pass(std::uint64_t number) {
  std::unique_lock lock(mutex_);
  wait_for(number, lock);
  ++turn_;
  lock.unlock();
  turn_changed_.notify_all();
}

bool FileNames::is_taken(std::string_view name) const { return taken_.find(name_hash(name)).has_value(); }

std::error_code FileNames::error() const {
  const std::lock_guard lock(mutex_);
  return taken_.error();
}

void FileNames::keep(std::string_view name, std::uint64_t owner) { claim(std::string(name), owner); }

}  // namespace gongwen::engine
