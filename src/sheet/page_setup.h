// Converts page styles to a sheet's print set-up: paper, margins, header and footer.
#pragma once

#include "diagnostics/diagnostic.h"
#include "sheet/detail/cell_range.h"
#include "style/page_style.h"

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace gongwen::sheet {

/// Looks up the value of string() by name.
using NamedStrings = std::function<std::optional<std::string>(std::string_view name)>;

/// Makes the picture of `content: url(…)` in its natural size; nullopt after reporting why it cannot. May be empty:
/// then headers have no pictures.
using HeaderPictureSource =
    std::function<std::optional<HeaderPicture>(std::string_view address, const diagnostics::Origin& origin)>;

/// Builds the set-up that a page style asks for; repeated rows, print area and fit are left to the sheet. Margin boxes
/// top-left to top-right become the header, bottom-left to bottom-right the footer. Reports at `origin`:
/// sheet/unknown-paper, sheet/margin-box-unused, sheet/header-content, sheet/header-pictures, sheet/header-too-long.
PrintSetup build_print_setup(const style::PageStyle& page, const NamedStrings& strings,
                             const HeaderPictureSource& pictures, diagnostics::OriginId origin,
                             diagnostics::DiagnosticSink& sink);

/// The paper's width without the margins.
LayoutUnit content_width(const PrintSetup& setup);
/// The paper's height without the margins.
LayoutUnit content_height(const PrintSetup& setup);

/// A header or footer in the code of spreadsheet files (ECMA-376-1 section 18.3.1.46): `&L…&C&9第 &P 页&R…`. `&G`
/// stands for a picture.
std::string header_code(const HeaderLine& line);

}  // namespace gongwen::sheet
