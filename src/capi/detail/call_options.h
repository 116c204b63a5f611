// Arguments and options that several calls of the C interface share: files in memory, formats, outputs, and the options
// of rendering. Functions that take an OptionReader report errors to it.
#pragma once

#include "capi/detail/option_reader.h"
#include "capi/detail/result.h"
#include "gongwen/confirmed.h"

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gongwen::capi {

/// Ends a running call on request: by gw_cancel, or by a progress callback that returns a value other than 0.
class CallEnd {
 public:
  explicit CallEnd(const gw_call* call);
  std::stop_token token() const { return own_.get_token(); }
  bool is_requested() const { return own_.stop_requested(); }
  void request() { own_.request_stop(); }

 private:
  struct Forward {
    std::stop_source* own;
    void operator()() const { own->request_stop(); }
  };
  std::stop_source own_;
  std::stop_callback<Forward> forward_;
};

/// The options for confirmed warnings: `confirmed`, or `confirm` with `by`, `time` and `prune`.
class Confirmations {
 public:
  /// Read: only the option `confirmed`, for calls that add no entries.
  enum class Use : bool { Read, Add };
  Confirmations(OptionReader& options, Use use);
  /// Opens the file, if one was given. Returns false if it cannot be used, with the reason in `report`.
  bool open(RenderOptions& render, Report& report);
  Report finish(const Report& report, bool found_all) const;

 private:
  ConfirmOptions wanted_;
  std::shared_ptr<ConfirmedWarnings> confirmed_;
};

/// `strict`, `verbose`, `limit`, `timeout`.
RenderOptions read_common(OptionReader& options, const CallEnd& end);
/// `dpi`, `ofd-profile`, `profile`.
void read_pages(OptionReader& options, RenderOptions& render);
/// The options of read_pages, and `fillable`, `field-font`, `no-signature-fields`, `signable`, `attach-data`, `draft`,
/// `line-numbers`, `stream-from`.
void read_rendering(OptionReader& options, RenderOptions& render);
/// `texts`: files with texts that replace those of the kind.
void read_own_texts(OptionReader& options, RenderOptions& render);
/// `format`: one or several; with `medium`, only formats of that medium.
std::vector<Format> read_formats(OptionReader& options, std::optional<Medium> medium = std::nullopt);
/// `output`: paths. A folder becomes one output for each format. Reports a path whose ending is of another format.
std::vector<Output> read_outputs(OptionReader& options, std::string_view name, const std::vector<Format>& formats);
/// `lang` or `titles`: `zh` or `en`.
Language read_language(OptionReader& options, std::string_view name, Language otherwise);
/// `table`: pointers and files.
std::vector<TableFile> read_tables(OptionReader& options);

/// Returns whether all files have paths; reports those that have none.
bool check_files(OptionReader& options, const gw_file* files, std::size_t count, std::string_view name);
/// The first file as data, with the others as files that it may name; blank data if there are no files.
DataSource data_source(const gw_file* files, std::size_t count);
/// Moves the files out of a rendering in memory, and names them by `stem`.
std::vector<ResultFile> result_files(Rendering& rendering, std::string_view stem);

/// The text; empty for NULL.
std::string text_or_empty(const char* text);

}  // namespace gongwen::capi
