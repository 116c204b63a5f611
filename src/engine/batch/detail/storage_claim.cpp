#include "engine/batch/detail/storage_claim.h"

#include "base/format.h"
#include "base/json.h"
#include "base/utf8.h"
#include "resources/environment.h"
#include "resources/read_file.h"
#include "resources/text_hash.h"

#include <algorithm>
#include <charconv>
#include <system_error>
#include <utility>
#include <vector>

#include <sys/stat.h>
#include <unistd.h>

namespace gongwen::engine {
namespace {

using queue::Error;
using std::chrono::seconds;

constexpr const char* kClaimName = ".gongwen-batch/claim.json";
constexpr std::size_t kMaxClaimBytes = 4'096;
constexpr seconds kBetweenRenewals{5};
/// The first renewal finds out soon whether two runs were started at once, where the storage does not prevent it.
constexpr seconds kFirstRenewal{1};
/// Longer than a request is tried again: a run that survives has not lost its place.
constexpr seconds kClaimHolds{60};
/// Whoever was stopped for so long asks before it writes.
constexpr seconds kClaimIsSure{45};
constexpr seconds kBetweenPolls{1};
/// Others may be faster.
constexpr int kTriesOfClaim = 5;

std::vector<std::string_view> words_of_line(std::string_view text) {
  std::vector<std::string_view> words;
  while (!(text = base::trim_ascii_space(text)).empty()) {
    words.push_back(text.substr(0, text.find(' ')));
    text.remove_prefix(words.back().size());
  }
  return words;
}

std::string read_system_file(const std::string& path) {
  diagnostics::DiagnosticSink unheard;
  base::Expected<std::string> bytes = resources::read_bytes(path, {kMaxClaimBytes}, unheard);
  return bytes ? *std::move(bytes) : std::string();
}

/// `boot namespace` of this process.
std::string system_mark() {
  const std::string text = read_system_file("/proc/sys/kernel/random/boot_id");
  const std::string_view boot = base::trim_ascii_space(text);
  struct stat space {};
  if (boot.empty() || ::stat("/proc/self/ns/pid", &space) != 0) return {};
  return fmt::format("{} {}", boot, space.st_ino);
}

/// When a process was started, as the system counts; empty for one that has ended.
std::string start_of(long pid) {
  const std::string stat = read_system_file(fmt::format("/proc/{}/stat", pid));
  // The name of the program, in brackets, may have any characters.
  const std::size_t name_end = stat.rfind(')');
  if (name_end == std::string::npos) return {};
  constexpr std::size_t kStart = 19;  // of the words after the name
  const std::vector<std::string_view> words = words_of_line(std::string_view(stat).substr(name_end + 1));
  if (words.size() <= kStart || words.front() == "Z" || words.front() == "X") return {};
  return std::string(words[kStart]);
}

}  // namespace

std::string process_mark(long pid) {
  const std::string system = system_mark();
  const std::string start = start_of(pid);
  return system.empty() || start.empty() ? std::string() : fmt::format("{} {} {}", system, pid, start);
}

bool has_ended(std::string_view mark) {
  const std::string system = system_mark();
  if (system.empty() || !mark.starts_with(system + ' ')) return false;
  const std::string_view rest = mark.substr(system.size() + 1);
  long pid = 0;
  const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), pid);
  return error == std::errc() && pid > 0 && process_mark(pid) != mark;
}

/// A claim as it is in the storage.
struct StorageClaim::Found {
  std::string token;
  std::string mark;
  std::string bytes;
  std::string version;
  std::optional<seconds> age;
};

StorageClaim::StorageClaim(queue::ObjectFolder& folder) : folder_(folder), mark_(process_mark(::getpid())) {
  const auto now = std::chrono::steady_clock::now().time_since_epoch().count();
  token_ = resources::TextHash(fmt::format("{} {} {} {}", folder.name(), mark_, ::getpid(), now)).hexadecimal();
}

StorageClaim::~StorageClaim() { give_up(); }

queue::Result<std::optional<StorageClaim::Found>> StorageClaim::look(queue::Patience patience) const {
  queue::Result<queue::StoredObject> object = folder_.get(kClaimName, kMaxClaimBytes, patience);
  if (!object && object.error().kind == Error::Kind::Missing) return std::optional<Found>();
  if (!object) return base::Failure{object.error()};
  Found found;
  if (const std::optional<base::Json> json = base::parse_json(object->bytes); json && json->view().is_object()) {
    found.token = json->view().text_of("token");
    found.mark = json->view().text_of("process");
  }
  found.bytes = std::move(object->bytes);
  found.version = std::move(object->version);
  found.age = object->age;
  return std::optional(std::move(found));
}

/// In place of this version; an empty one: if there is none.
queue::Result<bool> StorageClaim::put(const std::string& version) {
  base::Json json = base::Json::object();
  json.set("token", token_).set("process", mark_).set("turn", ++turns_);
  const std::string text = json.text();
  queue::Result<bool> is_put = folder_.put_if({kClaimName, text, "application/json"}, version);
  if (is_put && *is_put) renewed_ = resources::steady_milliseconds();
  return is_put;
}

queue::Result<bool> StorageClaim::take(const std::function<bool()>& ends) {
  bool is_taken = false;
  for (int tries = 0; !is_taken; ++tries) {
    queue::Result<std::optional<Found>> found = look(queue::Patience::Short);
    if (!found) return base::Failure{found.error()};
    if (*found && (*found)->token == token_) break;  // an answer was lost on its way
    std::string version;
    if (*found) {
      version = (*found)->version;
      const queue::Result<bool> is_void = wait_for(**std::move(found), ends);
      if (!is_void || !*is_void) return is_void;
    }
    const queue::Result<bool> is_put = put(version);
    if (!is_put || (!*is_put && tries == kTriesOfClaim)) return is_put;
    is_taken = *is_put;
  }
  is_held_ = true;
  try {
    thread_ = std::thread([this] { keep(); });
  } catch (const std::system_error&) {
    return base::Failure{Error{Error::Kind::Unusable, "no more threads"}};
  }
  return true;
}

/// Returns: whether the claim is void.
queue::Result<bool> StorageClaim::wait_for(Found found, const std::function<bool()>& ends) {
  if (has_ended(found.mark) || (found.age && *found.age >= kClaimHolds)) return true;
  // A process of this machine is known to be at work.
  if (!found.mark.empty() && found.mark.starts_with(system_mark() + ' ')) return false;
  const resources::Deadline end(kClaimHolds - found.age.value_or(seconds(0)));
  while (!end.passed()) {
    if (ends()) return false;
    std::this_thread::sleep_for(kBetweenPolls);
    const queue::Result<std::optional<Found>> now = look(queue::Patience::Short);
    if (!now) return base::Failure{now.error()};
    if (!*now) return true;
    if ((*now)->bytes != found.bytes) return false;
  }
  return true;
}

void StorageClaim::keep() {
  seconds pause = kFirstRenewal;
  while (!lost_) {
    {
      std::unique_lock lock(mutex_);
      if (changed_.wait_for(lock, pause, [this] { return ends_; })) return;
    }
    pause = kBetweenRenewals;
    renew();
  }
}

/// Storage that does not answer says nothing of the claim.
void StorageClaim::renew() {
  const std::lock_guard lock(renewing_);
  const queue::Result<std::optional<Found>> found = look(queue::Patience::Short);
  if (!found || lost_) return;
  if (*found && (*found)->token != token_) {
    lost_ = true;
    return;
  }
  // One that was replaced in this moment is found the next time.
  static_cast<void>(put(*found ? (*found)->version : std::string()));
}

bool StorageClaim::is_lost() {
  const auto is_sure = [this] {
    return std::chrono::milliseconds(resources::steady_milliseconds() - renewed_) < kClaimIsSure;
  };
  if (!lost_ && !is_sure()) renew();
  return lost_;
}

void StorageClaim::give_up() {
  if (!is_held_) return;
  is_held_ = false;
  {
    const std::lock_guard lock(mutex_);
    ends_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
  const queue::Result<std::optional<Found>> found = look(queue::Patience::Short);
  if (found && *found && (*found)->token == token_) static_cast<void>(folder_.remove(kClaimName));
}

}  // namespace gongwen::engine
