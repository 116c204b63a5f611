// From page styles to a sheet's print set-up: paper, margins, header and footer.
#pragma once

#include "diagnostics/diagnostic.h"
#include "sheet/detail/cell_range.h"
#include "style/page_style.h"

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace gongwen::sheet {

/// What string() of a name stands for on the pages of a sheet.
using NamedStrings = std::function<std::optional<std::string>(std::string_view name)>;

/// The set-up that a page's style asks for; what a sheet repeats, prints and fits is the sheet's own matter. Of the
/// margin boxes, top-left to top-right make the header and bottom-left to bottom-right the footer. Reports at `origin`:
/// sheet/unknown-paper, sheet/margin-box-unused, sheet/header-content, sheet/header-too-long.
PrintSetup build_print_setup(const style::PageStyle& page, const NamedStrings& strings, diagnostics::OriginId origin,
                             diagnostics::DiagnosticSink& sink);

/// What the margins leave of the paper's width.
LayoutUnit content_width(const PrintSetup& setup);
/// And of its height.
LayoutUnit content_height(const PrintSetup& setup);

/// A header or footer in the code that spreadsheet files use (ECMA-376-1 section 18.3.1.46): `&L…&C&9第 &P 页&R…`.
std::string header_code(const HeaderLine& line);

}  // namespace gongwen::sheet
