#include "base/format.h"

// The functions of the library that its headers only declare. Its own source instantiates the same, and also those of
// `wchar_t`, which no module uses. Compiled here, and not taken from the static library of the system, because
// - libgongwen needs position-independent code, and
// - nothing of the library may be visible to programs that use another version of it.
//
// Another version may declare more functions: the link then fails and names what is missing here. The list of each
// version is in its src/format.cc.
#include <fmt/format-inl.h>

FMT_BEGIN_NAMESPACE
namespace detail {

// The shortest digits that give a number again.
template FMT_API dragonbox::decimal_fp<float> dragonbox::to_decimal(float value) noexcept;
template FMT_API dragonbox::decimal_fp<double> dragonbox::to_decimal(double value) noexcept;

// Numbers of a locale, which no module asks for; the functions below name them.
template FMT_API locale_ref::locale_ref(const std::locale& locale);
template FMT_API std::locale locale_ref::get<std::locale>() const;
template FMT_API thousands_sep_result<char> thousands_sep_impl(locale_ref);
template FMT_API char decimal_point_impl(locale_ref);

// What fmt::format() and fmt::format_to() call.
template FMT_API void buffer<char>::append(const char*, const char*);
template FMT_API void vformat_to(buffer<char>&, string_view, basic_format_args<format_context>, locale_ref);

}  // namespace detail
FMT_END_NAMESPACE
