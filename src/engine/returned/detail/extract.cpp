#include "engine/returned/detail/extract.h"

#include "base/file_path.h"
#include "base/sha256.h"
#include "engine/core/reports.h"
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
#include <optional>
#include <set>
#include <system_error>
#include <thread>
#include <utility>

namespace gongwen::engine {
namespace {

/// Names for the standard input and for bytes without a path.
std::string data_name(const std::string& path) {
  if (path == "-") return "stdin";
  if (path.empty()) return "form";
  return std::string(base::file_name(path));
}

/// The name, or the next free one if a file with that name is to be written already.
/// data_file_of_part() appends a number until the name is free.
std::string free_name(std::string name, std::set<std::string>& taken) {
  while (!taken.insert(name).second) name = data_file_of_part(name, 0);
  return name;
}

/// Reads files ahead with as many threads as there are cores, at most kMaxThreads, and returns them in their order. If
/// no thread can be started, take() reads them itself.
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
      // Workers that read a file finish it before they look at the list again.
      files_.resize(taken_);  // no further ones
    }
    changed_.notify_all();
    for (std::thread& thread : threads_) thread.join();
  }

  /// Returns the next file; rethrows an exception from reading it.
  std::vector<ReadForm> take() {
    if (threads_.empty()) return read_(taken_++);
    std::unique_lock lock(mutex_);
    // Files may be read in any order; this one is next in the order of the caller.
    changed_.wait(lock, [this] { return files_[taken_].is_read; });
    File file = std::move(files_[taken_++]);
    lock.unlock();
    changed_.notify_all();
    if (file.error) std::rethrow_exception(file.error);
    return std::move(file.forms);
  }

 private:
  static constexpr unsigned kMaxThreads = 8;  // each has its own reader of foreign files

  struct File {
    bool is_read = false;
    std::vector<ReadForm> forms;
    std::exception_ptr error;
  };

  /// Each thread may be two files ahead of those taken, so that it need not wait for a slow file.
  void work() {
    std::unique_lock lock(mutex_);
    for (;;) {
      // Two files per thread bound the memory, since forms that were not taken yet are kept.
      changed_.wait(lock, [this] { return next_ >= files_.size() || next_ < taken_ + 2 * max_threads_; });
      if (next_ >= files_.size()) return;
      // The file is read without the lock; only taking a number and storing the result need it.
      const std::size_t index = next_++;
      lock.unlock();
      File file = read_file(index);
      lock.lock();
      // The destructor has shortened the list meanwhile: the file will not be taken.
      if (index >= files_.size()) return;
      files_[index] = std::move(file);
      changed_.notify_all();
    }
  }

  /// Exceptions are kept for the thread that takes the file.
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
  std::mutex mutex_;  // guards all members below
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

/// Replaces archives and mails by the files in them.
std::vector<OpenedSource> open_sources(const std::vector<FormSource>& sources, KindLibrary& kinds, Run& run) {
  std::vector<OpenedSource> opened;
  for (const FormSource& source : sources) {
    run.sink().go_on_now();
    diagnostics::DiagnosticSink ignored;  // reported when the file is read
    // Archives are recognised by their bytes: mail programs often change names.
    std::optional<std::string> bytes = source.bytes;
    if (!bytes) {
      if (auto read = resources::read_bytes(source.path, {intake::IntakeLimits{}.max_bytes}, ignored)) {
        bytes = *std::move(read);
      }
    }
    auto archive = bytes ? kinds.file_reader().unpack(*bytes, {}, run.sink().stop_check()) : std::nullopt;
    if (!archive) {
      // A pipe can be read only once, so its bytes are kept. Files are read again in their turn by the process for
      // foreign files, so that they are not all in memory.
      const bool may_be_read_again = !source.bytes && source.path != "-";
      if (may_be_read_again) bytes.reset();
      opened.push_back({source.path, std::move(bytes)});
      continue;
    }
    // A failure to unpack becomes a separate entry, so that it is listed with the files.
    if (!archive->notices.empty()) opened.push_back({source.path, std::nullopt, archive->notices});
    for (intake::ArchivedFile& file : archive->files) {
      opened.push_back({base::join_path(source.path, file.name), std::move(file.bytes)});
    }
  }
  return opened;
}

}  // namespace

/// The ending is kept only if two files would get the same name.
std::vector<std::string> data_file_names(const std::vector<std::string>& files) {
  std::map<std::string, std::size_t> uses;
  for (const std::string& file : files) ++uses[std::string(base::file_stem(data_name(file)))];
  std::map<std::string, std::size_t> given;
  std::vector<std::string> names;
  // `a/form.pdf` and `b/form.pdf` have one stem and one name: form.pdf.json, form.pdf-2.json.
  for (const std::string& file : files) {
    const std::string name = data_name(file);
    const std::string stem(base::file_stem(name));
    std::string chosen = uses[stem] == 1 ? stem : name;
    // Two folders have a file of this name.
    if (const std::size_t count = given[chosen]++; count > 0) chosen += "-" + std::to_string(count + 1);
    names.push_back(chosen + ".json");
  }
  return names;
}

/// Files are read in parallel; data is written, and results are listed, in their order.
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
  // Names of parts must not take those of other files.
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
    // Messages about the data name the file to which it is written.
    form_options.shown = folder.empty() ? "<" + files[i] + ">" : folder + names[i];
    form_options.bytes = opened[i].bytes ? &*opened[i].bytes : nullptr;
    return read_forms(files[i], form_options, kinds);
  });
  const auto read_file = [&](std::size_t i) {
    all.sink().go_on_now();
    // take() waits for the file; another one may have been read before.
    std::vector<ReadForm> forms = ahead.take();
    for (std::size_t number = 0; number < forms.size(); ++number) {
      ReadForm& form = forms[number];
      ExtractedFile file{files[i], form.part, form.kind, form.stamp.edition, std::move(form.json), {}, false, {}};
      // A file with several forms yields several data files, numbered like its parts.
      const std::string name = forms.size() == 1 ? names[i] : free_name(data_file_of_part(names[i], number), taken);
      if (!file.json.empty() && !folder.empty() && resources::write_file(folder + name, file.json, form.run->sink())) {
        file.output = folder + name;
      }
      file.size = form.size;
      file.sha256 = std::move(form.sha256);
      if (options.render.hashes && !file.json.empty()) file.data_sha256 = base::sha256(file.json);
      file.signatures = std::move(form.signatures);
      file.receipt = form.stamp.receipt;
      file.ok = !form.run->sink().has_errors();
      result.files.push_back(std::move(file));
      reports.push_back(std::move(*form.run).report());
    }
    return true;
  };
  for (std::size_t i = 0; i < files.size(); ++i) {
    // A stop keeps the files that were read and written before it.
    if (!all.attempt([&] { return read_file(i); })) break;
  }
  reports.push_back(std::move(all).report());
  result.report = merge_reports(std::move(reports));
  return result;
}

}  // namespace gongwen::engine
