// Loads libxlsxwriter and wraps the results of its calls. Private to this module.
// The library is loaded when the first workbook is written. It depends on libcrypto, and resolving the thousands of
// symbols in there would take a third of the start-up time of every program, even of those that never write a workbook.
#pragma once

#include "base/geometry.h"
#include "base/loaded_library.h"
#include "style/css/color.h"

#include <memory>
#include <string>

#include <xlsxwriter.h>

namespace gongwen::xlsx {

// Each function of the library is a pointer here, called like the function. Null before load_library().
#define GONGWEN_LIBRARY_FUNCTION(name) extern decltype(&::name) name;
#include "sheet/xlsx/detail/library_functions.def"
#undef GONGWEN_LIBRARY_FUNCTION

/// Exists only in releases later than that of Debian 12; null in others.
extern void (*worksheet_print_black_and_white)(lxw_worksheet*);

/// Loads the library once; may be called from any thread. Returns why it cannot be used, or nullopt.
const std::optional<base::LibraryError>& load_library();

struct FreeWorkbook {
  void operator()(lxw_workbook* workbook) const { lxw_workbook_free(workbook); }
};
using LibraryWorkbook = std::unique_ptr<lxw_workbook, FreeWorkbook>;

/// Completes a workbook whose properties have this date, seconds since 1970. May be called by several threads.
lxw_error close_workbook(LibraryWorkbook workbook, std::int64_t date);

/// Keeps the first error of many calls.
class Outcome {
 public:
  void check(lxw_error error) {
    if (error_ == LXW_NO_ERROR) error_ = error;
  }
  bool failed() const { return error_ != LXW_NO_ERROR; }
  lxw_error error() const { return error_; }

 private:
  lxw_error error_ = LXW_NO_ERROR;
};

inline lxw_row_t row_number(std::uint32_t row) { return row; }
inline lxw_col_t column_number(std::uint32_t column) { return static_cast<lxw_col_t>(column); }

/// The library takes even texts that it does not change by non-const pointer.
inline char* mutable_text(const std::string& text) { return const_cast<char*>(text.c_str()); }
/// The same; null for an empty text, meaning "none".
inline char* optional_text(const std::string& text) { return text.empty() ? nullptr : mutable_text(text); }

inline double inches(base::LayoutUnit length) { return length.to_px() / 96; }

/// 0xRRGGBB. Black has its own code, since the library reads 0 as "no colour".
inline lxw_color_t color_number(css::Color color) {
  const auto number = static_cast<lxw_color_t>(color.red << 16 | color.green << 8 | color.blue);
  return number == 0 ? static_cast<lxw_color_t>(LXW_COLOR_BLACK) : number;
}

}  // namespace gongwen::xlsx
