// What several calls of the C interface take: files in memory, formats, outputs, and the options of rendering.
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

/// Ends a call from outside: the gw_call that it was given, or a callback that does not want to continue.
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

/// Which warnings are confirmed: `confirmed`, or `confirm` with `by`, `time` and `prune`.
class Confirmations {
 public:
  /// Only `confirmed` for calls that cannot add any.
  enum class Use : bool { Read, Add };
  Confirmations(OptionReader& options, Use use);
  /// Opens the file, if there is one. Returns: false when it cannot be used, which `report` explains.
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
/// The same, and `fillable`, `field-font`, `no-signature-fields`, `signable`, `attach-data`, `draft`,
/// `line-numbers`, `stream-from`.
void read_rendering(OptionReader& options, RenderOptions& render);
/// `texts`: files of texts in the place of those of the kind.
void read_own_texts(OptionReader& options, RenderOptions& render);
/// `format`: one or several; those of a medium if it is given.
std::vector<Format> read_formats(OptionReader& options, std::optional<Medium> medium = std::nullopt);
/// `output`: paths. Of each folder an output for each of the formats. A path that says another format is reported.
std::vector<Output> read_outputs(OptionReader& options, std::string_view name, const std::vector<Format>& formats);
/// `lang` or `titles`: `zh` or `en`.
Language read_language(OptionReader& options, std::string_view name, Language otherwise);
/// `table`: pointers and files.
std::vector<TableFile> read_tables(OptionReader& options);

/// Whether all have paths; otherwise it is reported.
bool check_files(OptionReader& options, const gw_file* files, std::size_t count, std::string_view name);
/// The first file with the others beside it; no data if there is none.
DataSource data_source(const gw_file* files, std::size_t count);
/// The results of a rendering in memory; names of files are made of `stem`.
std::vector<ResultFile> result_files(Rendering& rendering, std::string_view stem);

/// The text, or nothing for NULL.
std::string text_or_empty(const char* text);

}  // namespace gongwen::capi
