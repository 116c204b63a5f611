#include "base/escapes.h"
#include "base/format.h"
#include "base/loaded_library.h"
#include "images/detail/decode.h"

#include <algorithm>
#include <memory>

#include <qrencode.h>

namespace gongwen::images {
namespace {

/// The functions of libqrencode that are called here; it is loaded with the first code.
struct QrLibrary {
  QrLibrary() {
    base::LoadedLibrary library(GONGWEN_QRENCODE_LIBRARY);
    library.find("QRcode_encodeData", encode_data);
    library.find("QRcode_encodeString", encode_string);
    library.find("QRcode_free", free);
    error = library.error();
  }

  decltype(&::QRcode_encodeData) encode_data = nullptr;
  decltype(&::QRcode_encodeString) encode_string = nullptr;
  decltype(&::QRcode_free) free = nullptr;
  std::optional<base::LibraryError> error;
};

const QrLibrary& qr_library() {
  static const QrLibrary library;
  return library;
}

using Code = std::unique_ptr<QRcode, decltype(&::QRcode_free)>;

constexpr int kQuietZone = 4;
constexpr int kModule = 4;  // px

/// Dark modules beside each other become one rectangle: thin white lines between them would disturb readers. `use` gets
/// the column of the first one, the row, and how many there are.
template <typename Use>
void for_each_run(const QRcode& code, const Use& use) {
  for (int y = 0; y < code.width; ++y) {
    const unsigned char* const row = code.data + static_cast<std::ptrdiff_t>(y) * code.width;
    for (int x = 0; x < code.width; ++x) {
      int end = x;
      while (end < code.width && (row[end] & 1) != 0) ++end;
      if (end > x) use(x, y, end - x);
      x = end;
    }
  }
}

base::Path modules(const QRcode& code) {
  const auto at = [](int module) {
    return static_cast<double>((module + kQuietZone) * kModule);
  };
  base::Path path;
  for_each_run(code, [&](int x, int y, int count) { path.add_rect(at(x), at(y), at(x + count), at(y + 1)); });
  return path;
}

// Codes of pages, in mm. What a scanner of 150 dots an inch sees of a module is two dots.
constexpr double kLeastModule = 0.4;
constexpr double kCodeSide = 11.6;
constexpr double kLetter = 1.41;  // 4 pt
constexpr double kLetterWidth = 0.56;
constexpr double kFirstLine = 1.8;  // its baseline, from the code
constexpr double kNextLine = 1.2;

std::string page_code_line(std::string_view text, double side, double x, double y) {
  const double fitting = side / (kLetterWidth * static_cast<double>(std::max<std::size_t>(text.size(), 1)));
  return fmt::format(R"(<text x="{:.3f}" y="{:.3f}" font-family="Arial" font-size="{:.3f}">{}</text>)", x, y,
                     std::min(kLetter, fitting), base::escape_markup(text));
}

}  // namespace

const std::optional<base::LibraryError>& find_qr_library() { return qr_library().error; }

std::optional<Image> make_qr_code(std::string_view text) {
  if (text.empty()) return std::nullopt;
  const QrLibrary& library = qr_library();
  const Code code(library.encode_data(static_cast<int>(std::min<std::size_t>(text.size(), 100'000)),
                                      reinterpret_cast<const unsigned char*>(text.data()), 0, QR_ECLEVEL_M),
                  library.free);
  if (!code) return std::nullopt;
  const double side = (code->width + 2 * kQuietZone) * kModule;
  Drawing drawing;
  drawing.width = drawing.height = side;
  base::Path ground;
  ground.add_rect(0, 0, side, side);
  drawing.items.emplace_back(FillShape{std::move(ground), base::FillRule::NonZero, {{255, 255, 255, 255}, {}}});
  drawing.items.emplace_back(FillShape{modules(*code), base::FillRule::NonZero, {css::kBlack, {}}});
  return Image{{side, side, 1}, std::move(drawing)};
}

std::optional<std::string> page_code_svg(std::string_view text, std::string_view label, std::string_view number) {
  constexpr std::size_t kMost = 4'000;
  if (text.empty() || text.size() > kMost) return std::nullopt;
  // Capitals and digits alone are packed in its mode for them.
  const QrLibrary& library = qr_library();
  const Code code(library.encode_string(std::string(text).c_str(), 0, QR_ECLEVEL_Q, QR_MODE_8, 1), library.free);
  if (!code) return std::nullopt;
  const double module = std::max(kLeastModule, kCodeSide / code->width);
  const double side = module * code->width;
  const double around = module * kQuietZone;
  std::string path;
  for_each_run(*code, [&](int x, int y, int count) { path += fmt::format("M{} {}h{}v1h-{}z", x, y, count, count); });
  const double width = side + 2 * around;
  const double height = around + side + kFirstLine + kNextLine + kLetter / 2;
  const double below = around + side + kFirstLine;
  return fmt::format(R"svg(<svg xmlns="http://www.w3.org/2000/svg" width="{0:.3f}mm" height="{1:.3f}mm" )svg"
                     R"svg(viewBox="0 0 {0:.3f} {1:.3f}"><path fill="#fff" d="M0 0h{0:.3f}v{0:.3f}h-{0:.3f}z"/>)svg"
                     R"svg(<path transform="translate({2:.3f} {2:.3f}) scale({3:.5f})" d="{4}"/>{5}{6}</svg>)svg",
                     width, height, around, module, path, page_code_line(label, side, around, below),
                     page_code_line(number, side, around, below + kNextLine));
}

}  // namespace gongwen::images
