// What an Engine has, for the sources of its calls.
#pragma once

#include "base/format.h"
#include "base/side_thread.h"
#include "engine/core/detail/font_source.h"
#include "engine/core/run.h"
#include "engine/kinds/detail/kind_library.h"
#include "gongwen/engine.h"
#include "intake/file_reader.h"

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace gongwen {

struct Engine::Implementation {
  explicit Implementation(const EngineOptions& given)
      : options(engine::complete_options(given)),
        fonts(options->share_folder + "/fonts", options->font_folders),
        kinds(options, std::make_shared<intake::FileReader>(options->libexec_folder)) {}

  /// The kind that was asked for, or that is stamped on the data; empty if it is not known, which is reported.
  std::string kind_of(std::string_view given, const DataSource& data, Report& report) const {
    engine::Run run;
    std::string kind =
        given.empty() ? engine::recognise_kind(data.path, kinds.file_reader(), run.sink()) : std::string(given);
    if (kind.empty()) report = std::move(run).report();
    return kind;
  }

  /// The kinds with the texts of a call in place of their usual ones, compiled once for equal texts.
  std::shared_ptr<engine::KindLibrary> library(std::vector<engine::OwnTexts> texts) {
    constexpr std::size_t kMaxLibraries = 8;
    std::string key;
    for (const engine::OwnTexts& own : texts) {
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
