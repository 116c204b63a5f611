
#include "base/file_path.h"
#include "base/sha256.h"
#include "engine/core/run.h"
#include "engine/returned/detail/read_form.h"
#include "intake/file_reader.h"
#include "resources/atomic_file.h"
#include "resources/read_file.h"

#include <algorithm>
#include <condition_variable>
#include <exception>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <system_error>
#include <thread>

namespace gongwen::engine {
namespace {

std::string data_name(const std::string& path) {
  if (path == "-") return "stdin";
  if (path.empty()) return "form";
  return std::string(base::file_name(path));
}

std::string returned_stem(const std::string& name) {
  const std::size_t dot = name.rfind('.');
  return dot == std::string::npos || dot == 0 ? name : name.substr(0, dot);
}

/// The name, or another one where a file of that name is to be written already.
std::string free_name(std::string name, std::set<std::string>& taken) {
  while (!taken.insert(name).second) name = data_file_of_part(name, 0);
  return name;
}

/// Files are read ahead by as many threads as there are cores, max kMaxThreads, and taken in their order. Where no
/// thread can be started the one that takes them reads them.
class FormsAhead {
 public:
  using Read = std::function<std::vector<ReadForm>(std::size_t)>;

  FormsAhead(std::size_t count, Read read)
      : read_(std::move(read)),
        max_threads_(std::min<std::size_t>(std::clamp(std::thread::hardware_concurrency(), 1U, kMaxThreads), count)),
        files_(count) {
    try {
      while (threads_.size() < max_threads_) threads_.emplace_back([this] { work(); });
    } catch (const std::system_error&) {  // fewer then
    }
  }
  FormsAhead(const FormsAhead&) = delete;
  FormsAhead& operator=(const FormsAhead&) = delete;
  ~FormsAhead() {
    {
      const std::lock_guard lock(mutex_);
      files_.resize(taken_);  // no further ones
    }
    changed_.notify_all();
    for (std::thread& thread : threads_) thread.join();
  }

  /// The next file. Passes on what reading it throws.
  std::vector<ReadForm> take() {
    if (threads_.empty()) return read_(taken_++);
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return files_[taken_].is_read; });
    File file = std::move(files_[taken_++]);
    lock.unlock();
    changed_.notify_all();
    if (file.error) std::rethrow_exception(file.error);
    return std::move(file.forms);
  }

 private:
  static constexpr unsigned kMaxThreads = 8;  // each has a reader of foreign files for itself

  struct File {
    bool is_read = false;
    std::vector<ReadForm> forms;
    std::exception_ptr error;
  };

  /// Two files a thread may have been read and not been taken, so that none waits for a slow one.
  void work() {
    std::unique_lock lock(mutex_);
    for (;;) {
      changed_.wait(lock, [this] { return next_ >= files_.size() || next_ < taken_ + 2 * max_threads_; });
      if (next_ >= files_.size()) return;
      const std::size_t index = next_++;
      lock.unlock();
      File file = read_file(index);
      lock.lock();
      if (index >= files_.size()) return;
      files_[index] = std::move(file);
      changed_.notify_all();
    }
  }

  File read_file(std::size_t index) const {
    File file;
    file.is_read = true;
    try {
      file.forms = read_(index);
    } catch (...) {
      file.error = std::current_exception();
    }
    return file;
  }

  const Read read_;
  const std::size_t max_threads_;
  std::mutex mutex_;  // of all that follows
  std::condition_variable changed_;
  std::vector<File> files_;
  std::size_t next_ = 0;   // to be read
  std::size_t taken_ = 0;  // so many
  std::vector<std::thread> threads_;
};

/// A file to be read, or an archive that cannot be opened.
struct OpenedSource {
  std::string path;
  std::optional<std::string> bytes;
  std::vector<intake::Notice> failures = {};
};

/// Archives and mails stand for the files in them.
std::vector<OpenedSource> open_sources(const std::vector<FormSource>& sources, KindLibrary& kinds, Run& run) {
  std::vector<OpenedSource> opened;
  for (const FormSource& source : sources) {
    run.sink().go_on_now();
    diagnostics::DiagnosticSink ignored;  // reported when the file is read
    std::optional<std::string> bytes = source.bytes;
    if (!bytes) {
      if (auto read = resources::read_bytes(source.path, {intake::IntakeLimits{}.max_bytes}, ignored)) {
        bytes = *std::move(read);
      }
    }
    auto archive = bytes ? kinds.file_reader().unpack(*bytes, {}, run.sink().stop_check()) : std::nullopt;
    if (!archive) {
      // What comes through a pipe is read once; of others the bytes are not kept until their turn comes.
      const bool may_be_read_again = !source.bytes && source.path != "-";
      if (may_be_read_again) bytes.reset();
      opened.push_back({source.path, std::move(bytes)});
      continue;
    }
    if (!archive->notices.empty()) opened.push_back({source.path, std::nullopt, archive->notices});
    for (intake::ArchivedFile& file : archive->files) {
      opened.push_back({base::join_path(source.path, file.name), std::move(file.bytes)});
    }
  }
  return opened;
}

}  // namespace

std::vector<std::string> data_file_names(const std::vector<std::string>& files) {
  std::map<std::string, std::size_t> uses;
  for (const std::string& file : files) ++uses[returned_stem(data_name(file))];
  std::map<std::string, std::size_t> given;
  std::vector<std::string> names;
  for (const std::string& file : files) {
    const std::string name = data_name(file);
    std::string chosen = uses[returned_stem(name)] == 1 ? returned_stem(name) : name;
    // The same name from two folders.
    if (const std::size_t count = given[chosen]++; count > 0) chosen += "-" + std::to_string(count + 1);
    names.push_back(chosen + ".json");
  }
  return names;
}

Extraction extract(const std::vector<FormSource>& sources, const ExtractOptions& options, KindLibrary& kinds,
                   FontSource& fonts) {
  Extraction result;
  std::vector<Report> reports;
  Run all;  // reports a stop
  all.obey(options.render);
  std::vector<OpenedSource> opened;
  if (!all.attempt([&] {
        opened = open_sources(sources, kinds, all);
        return true;
      })) {
    result.report = std::move(all).report();
    return result;
  }
  std::vector<std::string> files;
  files.reserve(opened.size());
  for (const OpenedSource& source : opened) files.push_back(source.path);
  const std::vector<std::string> names = data_file_names(files);
  const std::string folder = base::as_folder(options.folder);
  std::set<std::string> taken(names.begin(), names.end());
  FormsAhead ahead(files.size(), [&](std::size_t i) {
    if (!opened[i].failures.empty()) {
      std::vector<ReadForm> unread;
      unread.push_back(unread_archive(files[i], opened[i].failures));
      return unread;
    }
    FormOptions form_options;
    form_options.fonts = &fonts;
    form_options.kind = options.kind;
    form_options.check = options.check;
    form_options.by_label = options.by_label;
    form_options.render = options.render;
    if (!options.base.is_blank()) form_options.base = &options.base;
    form_options.shown = folder.empty() ? "<" + files[i] + ">" : folder + names[i];
    form_options.bytes = opened[i].bytes ? &*opened[i].bytes : nullptr;
    return read_forms(files[i], form_options, kinds);
  });
  const auto read_file = [&](std::size_t i) {
    all.sink().go_on_now();
    std::vector<ReadForm> forms = ahead.take();
    for (std::size_t number = 0; number < forms.size(); ++number) {
      ReadForm& form = forms[number];
      ExtractedFile file{files[i], form.part, form.kind, form.stamp.edition, std::move(form.json), {}, false, {}};
      const std::string name = forms.size() == 1 ? names[i] : free_name(data_file_of_part(names[i], number), taken);
      if (!file.json.empty() && !folder.empty() && resources::write_file(folder + name, file.json, form.run->sink())) {
        file.output = folder + name;
      }
      file.size = form.size;
      file.sha256 = std::move(form.sha256);
      if (options.render.hashes && !file.json.empty()) file.data_sha256 = base::sha256(file.json);
      file.signatures = std::move(form.signatures);
      file.ok = !form.run->sink().has_errors();
      result.files.push_back(std::move(file));
      reports.push_back(std::move(*form.run).report());
    }
    return true;
  };
  for (std::size_t i = 0; i < files.size(); ++i) {
    if (!all.attempt([&] { return read_file(i); })) break;
  }
  reports.push_back(std::move(all).report());
  result.report = merge_reports(std::move(reports));
  return result;
}

}  // namespace gongwen::engine
