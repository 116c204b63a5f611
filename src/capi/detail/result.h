// gw_result: the files and messages of one call; and `guarded`, in which each call of the C interface does its work.
#pragma once

#include "base/json.h"
#include "gongwen/engine.h"
#include "gongwen/gongwen.h"

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::capi {

struct ResultFile {
  std::string name;
  std::string format;
  std::string bytes;
  std::size_t pages = 0;
  bool has_bytes = true;  // false for a form that could not be read
};

/// What a call has produced: members of its JSON, files, and messages.
struct Outcome {
  Report report;
  base::Json members = base::Json::object();
  std::vector<ResultFile> files = {};
  std::optional<int> status = std::nullopt;  // nullopt: the status of the report
};

/// The outcome of a call whose arguments are wrong.
Outcome refused(Report report);
/// An outcome with the text as its only file.
Outcome one_file(std::string name, std::string format, TextResult text);

/// Does the work of a call, and turns every exception into a result with a message. Never null.
gw_result* guarded(const std::function<Outcome()>& work) noexcept;

/// The index of the report in both languages; smaller indexes are values of Language.
inline constexpr std::size_t kBothLanguages = 2;

}  // namespace gongwen::capi

/// Files and status are fixed at construction; reports and texts are made on first use, under a mutex.
struct gw_result {
  /// `is_kept`: makes all texts immediately; gw_result_free does not free the result.
  explicit gw_result(gongwen::capi::Outcome made, bool is_kept = false);
  /// A result without files and messages.
  gw_result() = default;

  int status = GW_BAD_ENVIRONMENT;
  bool is_constant = true;
  std::vector<gongwen::capi::ResultFile> files = {};

  /// Null if memory is exhausted.
  const std::string* report(std::size_t language) const noexcept;
  const std::string* text(gongwen::Language language) const noexcept;

 private:
  std::string written_report(std::size_t language) const;
  std::string written_text(std::size_t language) const;

  gongwen::Report report_;
  std::string members_ = "{}";  // JSON of an object
  mutable std::mutex mutex_;
  mutable std::optional<std::string> reports_[gongwen::capi::kBothLanguages + 1];
  mutable std::optional<std::string> texts_[gongwen::capi::kBothLanguages];
};

struct gw_engine {
  explicit gw_engine(const gongwen::EngineOptions& options)
      : engine(options),
        share_folder(options.share_folder),
        libexec_folder(options.libexec_folder),
        font_folders(options.font_folders) {}
  gongwen::Engine engine;
  std::string share_folder;
  std::string libexec_folder;
  std::vector<std::string> font_folders;
};

struct gw_call {
  std::stop_source source;
};
