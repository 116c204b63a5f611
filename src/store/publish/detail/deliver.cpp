#include "store/publish/detail/deliver.h"

#include "base/file_path.h"
#include "base/format.h"
#include "base/utf8.h"
#include "diagnostics/catalogue/texts/common.h"
#include "diagnostics/catalogue/texts/publish.h"
#include "diagnostics/printer.h"
#include "queue/s3_bucket.h"
#include "resources/child_program.h"
#include "resources/environment.h"
#include "resources/file_tree.h"
#include "resources/folder.h"
#include "resources/read_file.h"
#include "sign/signing_key.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <set>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>

namespace gongwen::publish {
namespace {

using diagnostics::TextPair;
using std::chrono::milliseconds;

constexpr std::size_t kMaxManifest = std::size_t{64} << 20;
constexpr milliseconds kNoLimit{24L * 3'600'000};
constexpr int kUnknownStatus = 127;

TextPair same_in_both(const std::string& text) { return {text, text}; }

DeliveryFault fault_at(const std::string& path, const std::error_code& error) {
  return same_in_both(path + ": " + error.message());
}

/// Returns the end of the output of a program or server, as one line of valid UTF-8 for messages and the ledger.
std::string one_line(std::string_view text) {
  constexpr std::size_t kMost = 300;
  text.remove_prefix(text.size() > kMost ? text.size() - kMost : 0);
  while (!text.empty() && base::is_continuation_byte(text.front())) text.remove_prefix(1);
  std::string line;
  for (const auto& [code_point, length, valid] : base::CodePoints(text)) {
    base::append_utf8(line, code_point < 0x20 ? U' ' : code_point);
  }
  return base::collapse_ascii_space(line);
}

std::optional<std::string> secret_of(const Target& target, const DeliveryMeans& means, DeliveryFault& fault) {
  std::string path = target.secret.file;
  if (!target.secret.credential.empty()) {
    if (means.credentials_folder.empty()) {
      fault = TextPair(texts::PublishDeliveryNoCredentials);
      return std::nullopt;
    }
    path = base::join_path(means.credentials_folder, target.secret.credential);
  }
  if (path.empty()) return std::string();
  diagnostics::DiagnosticSink sink;
  const std::optional<sign::Secret> secret = sign::read_secret_file(path, sink);
  if (secret) return secret->text();
  fault = sink.has_errors() ? fault_in(sink) : DeliveryFault(texts::PublishDeliveryEmptySecret.pair(path));
  return std::nullopt;
}

// Folders.

std::optional<struct stat> facts_of(const std::string& path) {
  struct stat facts {};
  return ::stat(path.c_str(), &facts) == 0 ? std::optional(facts) : std::nullopt;
}

/// Writes the files of the copy below a new folder.
DeliveryFault write_copy(const SiteCopy& copy, const std::string& manifest, const std::string& folder) {
  std::error_code error = resources::remove_tree(folder);
  if (!error) error = resources::make_folders(folder);
  std::set<std::string> made;
  for (const CopiedFile& file : copy.files) {
    diagnostics::DiagnosticSink sink;
    const auto bytes = resources::read_bytes(file.source, {}, sink);
    if (!bytes) return fault_in(sink);
    const std::string path = base::join_path(folder, file.path);
    if (!error && made.insert(std::string(base::folder_part(path))).second) {
      error = resources::make_folders(std::string(base::folder_part(path)));
    }
    if (!error) error = resources::write_new_file(path, *bytes);
    if (error) return fault_at(path, error);
  }
  if (!error) error = resources::write_new_file(base::join_path(folder, kCopyManifest), manifest);
  if (!error) error = resources::sync_file_system(folder);
  return error ? fault_at(folder, error) : std::nullopt;
}

/// Puts the new folder in the place of the old one, which gets the name of the new one. File systems that cannot
/// exchange names, such as NFS and SMB, need two steps.
std::error_code exchange_folders(const std::string& fresh, const std::string& path, const std::string& old) {
  if (::renameat2(AT_FDCWD, fresh.c_str(), AT_FDCWD, path.c_str(), RENAME_EXCHANGE) == 0) {
    return resources::rename_path(fresh, old);
  }
  if (errno != EINVAL && errno != ENOSYS && errno != EOPNOTSUPP) return resources::last_error();
  if (const std::error_code error = resources::rename_path(path, old)) return error;
  return resources::rename_path(fresh, path);
}

DeliveryFault deliver_folder(const Target& target, const SiteCopy& copy, bool is_known) {
  const std::string path(base::without_end_slashes(target.place));
  const std::string above = base::folder_part(path).empty() ? "." : std::string(base::folder_part(path));
  const std::string name(base::file_name(path));
  const std::string fresh = base::join_path(above, "." + name + ".gongwen-new");
  const std::string old = base::join_path(above, "." + name + ".gongwen-old");
  // A run was killed between the two steps of the exchange.
  if (!resources::path_exists(path) && resources::is_folder(old)) resources::rename_path(old, path);
  const auto there = facts_of(path);
  const auto parent = facts_of(above);
  if (!there || !parent || !S_ISDIR(there->st_mode)) {
    return texts::PublishDeliveryNoFolder.pair(path);
  }
  if (there->st_dev != parent->st_dev) {
    return texts::PublishDeliveryMountPoint.pair(path);
  }
  diagnostics::DiagnosticSink unheard;
  const auto manifest = resources::read_bytes(base::join_path(path, kCopyManifest), {kMaxManifest}, unheard);
  const auto present = resources::list_folder(path);
  if (!present) return fault_at(path, present.error());
  if (!manifest && !present->empty()) {
    return texts::PublishDeliveryOtherFiles.pair(path);
  }
  if (!manifest && is_known) {
    return texts::PublishDeliveryCopyGone.pair(path);
  }
  diagnostics::DiagnosticSink sink;
  const std::optional<CopyPlan> plan = plan_copy(copy, {}, sink);
  if (!plan) return fault_in(sink);
  DeliveryFault fault = write_copy(copy, plan->after, fresh);
  if (!fault) {
    std::error_code error = resources::remove_tree(old);
    if (!error) error = exchange_folders(fresh, path, old);
    if (error) fault = fault_at(path, error);
  }
  resources::remove_tree(fresh);
  if (!fault) resources::remove_tree(old);
  return fault;
}

// Programs.

DeliveryFault fault_of(const std::string& program, const resources::ProgramEnd& end) {
  if (end.not_started) return fault_at(program, end.not_started);
  if (!end.is_out_of_time && end.status == 0) return std::nullopt;
  TextPair fault = same_in_both(program);
  fault += texts::Colon;
  if (end.is_out_of_time) {
    fault += texts::PublishDeliveryOutOfTime;
  } else if (end.status && WIFSIGNALED(*end.status)) {
    fault += texts::PublishDeliverySignal.pair(WTERMSIG(*end.status));
  } else {
    fault += fault_of_exit(end.status ? WEXITSTATUS(*end.status) : kUnknownStatus);
  }
  if (const std::string output = one_line(end.output); !output.empty()) {
    fault += texts::Colon;
    fault += same_in_both(output);
  }
  return fault;
}

resources::ProgramEnd run_tool(std::vector<std::string> words, std::string_view input, const resources::Deadline& end,
                               const DeliveryMeans& means) {
  resources::ProgramCall call;
  call.path = words.front();
  call.arguments = std::move(words);
  call.environment = means.environment;
  call.is_group = true;
  return resources::run_program(std::move(call), input, end.left());
}

/// Options of ssh: no prompts, this key and these hosts only.
std::vector<std::string> ssh_options(const Target& target) {
  return {"-oBatchMode=yes",
          "-oStrictHostKeyChecking=yes",
          "-oUserKnownHostsFile=\"" + target.known_hosts + "\"",
          "-oGlobalKnownHostsFile=/dev/null",
          "-oIdentitiesOnly=yes",
          "-oIdentityFile=\"" + target.key_file + "\"",
          "-oConnectTimeout=30",
          "-oServerAliveInterval=15",
          "-oPort=" + std::to_string(target.port)};
}

DeliveryFault deliver_rsync(const Target& target, const SiteCopy& copy, const resources::Deadline& end,
                            const DeliveryMeans& means) {
  std::vector<std::string> words{"rsync",          "--recursive",     "--copy-links", "--times", "--chmod=D755,F644",
                                 "--delete-delay", "--delay-updates", "--timeout=120"};
  if (target.place.find(':') != std::string::npos) {
    std::string shell = "ssh";
    for (const std::string& option : ssh_options(target)) shell += " '" + option + "'";
    words.insert(words.end(), {"--rsh", shell});
  } else if (!resources::is_folder(target.place)) {
    return texts::PublishDeliveryNoFolder.pair(target.place);
  }
  words.insert(words.end(), {"--", base::as_folder(copy.root), target.place});
  return fault_of("rsync", run_tool(std::move(words), {}, end, means));
}

std::string in_quotes(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

/// Files are put under another name first, so that readers never get half of one.
void put_remote(std::string& batch, const std::string& from, const std::string& to) {
  const std::string part = to + ".gongwen-part";
  batch += fmt::format("put {} {}\nrename {} {}\n", in_quotes(from), in_quotes(part), in_quotes(part), in_quotes(to));
}

DeliveryFault deliver_sftp(const Target& target, const SiteCopy& copy, const resources::Deadline& end,
                           const DeliveryMeans& means) {
  const std::size_t colon = target.place.find(":/");
  std::vector<std::string> words{"sftp", "-q", "-b", "-"};
  for (const std::string& option : ssh_options(target)) words.push_back(option);
  words.insert(words.end(), {"--", target.place.substr(0, colon)});
  const auto folder = resources::TemporaryFolder::make(means.temporary_folder);
  if (!folder) return fault_at(means.temporary_folder, resources::last_error());
  const std::string manifest = base::join_path(folder->path(), "manifest.json");
  const std::string enter = fmt::format("cd {}\n", in_quotes(target.place.substr(colon + 1)));
  const std::string fetch = enter + fmt::format("-get {} {}\n", in_quotes(kCopyManifest), in_quotes(manifest));
  if (DeliveryFault fault = fault_of("sftp", run_tool(words, fetch, end, means))) return fault;
  diagnostics::DiagnosticSink unheard;
  const auto former = resources::read_bytes(manifest, {kMaxManifest}, unheard);
  diagnostics::DiagnosticSink sink;
  const std::optional<CopyPlan> plan = plan_copy(copy, former ? std::string_view(*former) : "", sink);
  if (!plan) return fault_in(sink);
  const std::string before = base::join_path(folder->path(), "before.json");
  const std::string after = base::join_path(folder->path(), "after.json");
  std::error_code error = resources::write_new_file(before, plan->before);
  if (!error) error = resources::write_new_file(after, plan->after);
  if (error) return fault_at(folder->path(), error);
  std::string batch = enter;
  put_remote(batch, before, std::string(kCopyManifest));
  std::set<std::string> made;
  for (const CopiedFile* const file : plan->put) {
    for (std::size_t at = file->path.find('/'); at != std::string::npos; at = file->path.find('/', at + 1)) {
      const std::string above = file->path.substr(0, at);
      if (made.insert(above).second) batch += fmt::format("-mkdir {}\n", in_quotes(above));
    }
    put_remote(batch, file->source, file->path);
  }
  for (const std::string& path : plan->remove) batch += fmt::format("-rm {}\n", in_quotes(path));
  put_remote(batch, after, std::string(kCopyManifest));
  return fault_of("sftp", run_tool(words, batch, end, means));
}

// Storage.

DeliveryFault fault_of(const std::string& key, const std::optional<queue::Error>& error) {
  return error ? DeliveryFault(same_in_both(key + ": " + error->reason)) : std::nullopt;
}

DeliveryFault deliver_storage(const Target& target, const SiteCopy& copy, const resources::Deadline& end,
                              const DeliveryMeans& means) {
  queue::S3Access access = means.storage;
  if (!target.endpoint.empty()) access.endpoint = target.endpoint;
  if (!target.region.empty()) access.region = target.region;
  if (!target.certificates.empty()) access.certificates = target.certificates;
  if (!target.access_key.empty()) {
    DeliveryFault fault;
    const std::optional<std::string> secret = secret_of(target, means, fault);
    if (!secret) return fault;
    access.access_key = target.access_key;
    access.secret_key = *secret;
    access.session_token.clear();
  }
  const auto bucket = queue::S3Bucket::open(target.place, access);
  if (!bucket) return same_in_both(bucket.error().reason);
  const std::string manifest(kCopyManifest);
  const auto former = (*bucket)->get(manifest, kMaxManifest);
  if (!former && former.error().kind != queue::Error::Kind::Missing) return same_in_both(former.error().reason);
  diagnostics::DiagnosticSink sink;
  const std::optional<CopyPlan> plan = plan_copy(copy, former ? std::string_view(*former) : "", sink);
  if (!plan) return fault_in(sink);
  const std::string_view type = web_type_of(manifest);
  DeliveryFault fault = fault_of(manifest, (*bucket)->put(manifest, plan->before, type));
  for (const CopiedFile* const file : plan->put) {
    if (fault) return fault;
    if (end.passed()) return TextPair(texts::PublishDeliveryOutOfTime);
    const auto bytes = resources::read_bytes(file->source, {}, sink);
    if (!bytes) return fault_in(sink);
    fault = fault_of(file->path, (*bucket)->put(file->path, *bytes, web_type_of(file->path)));
  }
  for (const std::string& path : plan->remove) {
    if (!fault) fault = fault_of(path, (*bucket)->remove(path));
  }
  return fault ? fault : fault_of(manifest, (*bucket)->put(manifest, plan->after, type));
}

milliseconds limit_of(const Target& target) {
  return target.limit ? std::chrono::duration_cast<milliseconds>(*target.limit) : kNoLimit;
}

}  // namespace

DeliveryFault fault_in(const diagnostics::DiagnosticSink& sink) {
  if (sink.diagnostics().empty()) return TextPair();
  const diagnostics::Diagnostic& first = sink.diagnostics().front();
  return TextPair(diagnostics::message_text(first, Language::English),
                  diagnostics::message_text(first, Language::Chinese));
}

diagnostics::TextPair fault_of_exit(int status) { return texts::PublishDeliveryExit.pair(status); }

DeliveryFault deliver_copy(const Target& target, const SiteCopy& copy, bool is_known, const DeliveryMeans& means) {
  const resources::Deadline end(limit_of(target));
  switch (target.kind) {
    case TargetKind::Folder: return deliver_folder(target, copy, is_known);
    case TargetKind::Rsync: return deliver_rsync(target, copy, end, means);
    case TargetKind::Sftp: return deliver_sftp(target, copy, end, means);
    case TargetKind::S3: return deliver_storage(target, copy, end, means);
    case TargetKind::Mail:
    case TargetKind::Command: break;
  }
  return same_in_both("not a copy");  // never called: Target::is_copy
}

DeliveryFault deliver_to_command(const Target& target, std::string_view report, const DeliveryMeans& means) {
  resources::ProgramCall call;
  call.path = "/bin/sh";
  call.arguments = {"sh", "-c", target.place};
  call.environment = means.environment;
  call.is_group = true;
  return fault_of("sh", resources::run_program(std::move(call), report, limit_of(target)));
}

bool deliver_mail(const Target& target, const OutgoingMail& mail, const std::vector<std::string>& to,
                  const DeliveryMeans& means,
                  const std::function<void(const std::string& to, const DeliveryFault& fault)>& tell) {
  using State = resources::MailAnswer::State;
  const resources::Deadline end(limit_of(target));
  DeliveryFault lost;
  resources::MailServer server = target.mail.server;
  if (const auto password = secret_of(target, means, lost)) server.password = *password;
  resources::MailClient client(std::move(server));
  for (const std::string& address : to) {
    if (!lost && end.passed()) lost = TextPair(texts::PublishDeliveryOutOfTime);
    if (lost) {
      tell(address, lost);
      continue;
    }
    const std::string message = mail.message(address);
    const resources::MailAnswer answer = client.send({target.mail.from, address, message}, end.left());
    const bool is_taken = answer.state == State::Taken;
    const bool is_unsure = answer.state == State::Unsure;
    DeliveryFault fault = is_taken ? std::nullopt : DeliveryFault(same_in_both(one_line(answer.reason)));
    if (is_unsure) fault = texts::PublishDeliveryUnsure.pair(*fault, mail.message_id);
    if (answer.state == State::Lost) lost = fault;
    tell(address, fault);
  }
  return !lost;
}

}  // namespace gongwen::publish
