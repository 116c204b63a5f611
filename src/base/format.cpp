#include "base/format.h"

// Instantiates the functions that fmt's headers only declare, as fmt's own src/format.cc does, but without those for
// `wchar_t`, which no module uses. The static library of the system does not serve, because
// - libgongwen needs position-independent code, and
// - programs that use another version of fmt must not see these symbols.
//
// If another version declares more functions, the link fails and names them: add them from its src/format.cc.
#include <fmt/format-inl.h>

FMT_BEGIN_NAMESPACE
namespace detail {

// The shortest digits from which the number can be restored.
template FMT_API dragonbox::decimal_fp<float> dragonbox::to_decimal(float value) noexcept;
template FMT_API dragonbox::decimal_fp<double> dragonbox::to_decimal(double value) noexcept;

// Locale-dependent numbers: no module uses them, but the functions below refer to them.
template FMT_API locale_ref::locale_ref(const std::locale& locale);
template FMT_API std::locale locale_ref::get<std::locale>() const;
template FMT_API thousands_sep_result<char> thousands_sep_impl(locale_ref);
template FMT_API char decimal_point_impl(locale_ref);

// The functions that fmt::format() and fmt::format_to() call.
template FMT_API void buffer<char>::append(const char*, const char*);
template FMT_API void vformat_to(buffer<char>&, string_view, basic_format_args<format_context>, locale_ref);

}  // namespace detail
FMT_END_NAMESPACE
