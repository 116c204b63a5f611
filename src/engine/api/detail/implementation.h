// The state of an Engine, shared by the sources that implement its calls.
#pragma once

#include "base/format.h"
#include "base/side_thread.h"
#include "engine/core/detail/font_source.h"
#include "engine/core/run.h"
#include "engine/input/read_data.h"
#include "engine/kinds/detail/kind_library.h"
#include "gongwen/engine.h"
#include "intake/file_reader.h"

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gongwen {

// CallKinds: the kinds that one call uses.

/// The kinds of the engine, or the same kinds with the texts of this call. In a call that uses several kinds, each text
/// may be for one of them; with a single kind (`kind` is not empty), all must be for that one.
class CallKinds {
 public:
  template <typename Implementation>
  CallKinds(Implementation& engine, const RenderOptions& options, std::string_view kind = {}) : kinds_(&engine.kinds) {
    if (options.texts.empty()) return;
    std::vector<engine::OwnTexts> texts = engine::read_own_texts(options, run_.sink());
    if (!kind.empty()) {
      engine::report_texts_of_other_kinds(texts, engine.kinds.name_of(kind).value_or(std::string(kind)), run_.sink());
    }
    if (run_.sink().has_errors()) return;
    library_ = engine.library(std::move(texts));
    kinds_ = library_.get();
  }

  bool ok() const { return !run_.sink().has_errors(); }
  engine::KindLibrary& operator*() const { return *kinds_; }
  /// Returns the reasons why the texts cannot be used.
  Report report() && { return std::move(run_).report(); }

 private:
  mutable engine::Run run_;
  std::shared_ptr<engine::KindLibrary> library_;
  engine::KindLibrary* kinds_;
};

struct Engine::Implementation {
  explicit Implementation(const EngineOptions& given)
      : options(engine::complete_options(given)),
        fonts(options->share_folder + "/fonts", options->font_folders),
        kinds(options, std::make_shared<intake::FileReader>(options->libexec_folder)) {}

  /// Returns the requested kind, or the one stamped on the data; if neither is known, reports that and returns an empty
  /// text.
  std::string kind_of(std::string_view given, const DataSource& data, Report& report) const {
    engine::Run run;
    std::string kind =
        given.empty() ? engine::recognise_kind(data.path, kinds.file_reader(), run.sink()) : std::string(given);
    if (kind.empty()) report = std::move(run).report();
    return kind;
  }

  /// The kinds with a call's texts instead of their usual ones. Equal texts get the same library, so that repeated
  /// calls do not compile again.
  std::shared_ptr<engine::KindLibrary> library(std::vector<engine::OwnTexts> texts) {
    // Beyond this an arbitrary one is dropped: callers use few sets of texts.
    constexpr std::size_t kMaxLibraries = 8;
    std::string key;
    for (const engine::OwnTexts& own : texts) {
      // Lengths come first, so that names and contents cannot be confused with each other.
      key += fmt::format("{} {} {}{}", own.name.size(), own.bytes.size(), own.name, own.bytes);
    }
    const std::lock_guard lock(mutex);
    const auto known = libraries.find(key);
    if (known != libraries.end()) return known->second;
    if (libraries.size() == kMaxLibraries) libraries.erase(libraries.begin());
    auto made = std::make_shared<engine::KindLibrary>(options, kinds.shared_reader(), std::move(texts));
    return libraries.emplace(std::move(key), std::move(made)).first->second;
  }

  std::shared_ptr<base::SideThread> side_thread = base::SideThread::shared();  // kept from one document to the next
  std::shared_ptr<const EngineOptions> options;
  engine::FontSource fonts;
  engine::KindLibrary kinds;
  std::mutex mutex;
  std::map<std::string, std::shared_ptr<engine::KindLibrary>> libraries;  // by their texts
};

}  // namespace gongwen
