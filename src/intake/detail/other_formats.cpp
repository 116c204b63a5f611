#include "base/ascii.h"
#include "base/utf8.h"
#include "intake/detail/zip_archive.h"

#include <algorithm>
#include <array>

namespace gongwen::intake {
namespace {

using namespace std::string_view_literals;

struct Way {
  std::string_view english;
  std::string_view chinese;
};

constexpr Way kFillIn{"fill in the PDF or workbook that was sent out", "请填写发出的 PDF 或工作簿"};
constexpr Way kSaveAs{"open it in a spreadsheet program and save it as .xlsx", "请用表格软件打开，另存为 .xlsx"};
constexpr Way kAttachment{"save the attached form, and read that", "请先把邮件中的附件另存出来"};
constexpr Way kUnpack{"unpack it; `collect` reads whole folders", "请先解压；`collect` 可以读整个文件夹"};
constexpr Way kImport{"import it into the blank form, and save the PDF", "请把它导入空白表格，保存为 PDF 后交回"};
constexpr Way kPicture{"ask for the file that the form was filled in; a picture cannot be read",
                       "请交回填写时保存的文件，图片无法读取"};

OtherFormat format(std::string_view english, std::string_view chinese, const Way& way) {
  return {std::string(english), std::string(chinese), std::string(way.english), std::string(way.chinese)};
}

struct Magic {
  std::string_view bytes;
  std::string_view english;
  std::string_view chinese;
  Way way;
};

constexpr auto kMagic = std::to_array<Magic>({
    {"\x89PNG"sv, "a picture (PNG)", "图片（PNG）", kPicture},
    {"\xFF\xD8\xFF"sv, "a picture (JPEG)", "图片（JPEG）", kPicture},
    {"GIF8"sv, "a picture (GIF)", "图片（GIF）", kPicture},
    {"II*\0"sv, "a picture (TIFF)", "图片（TIFF）", kPicture},
    {"MM\0*"sv, "a picture (TIFF)", "图片（TIFF）", kPicture},
    {"BM"sv, "a picture (BMP)", "图片（BMP）", kPicture},
    {"%FDF-"sv, "form data without the form (.fdf)", "不带表格的表单数据（.fdf）", kImport},
    {"Rar!"sv, "an archive (.rar)", "压缩包（.rar）", kUnpack},
    {"7z\xBC\xAF"sv, "an archive (.7z)", "压缩包（.7z）", kUnpack},
    {"\x1F\x8B"sv, "an archive (.gz)", "压缩包（.gz）", kUnpack},
    {"{\\rtf"sv, "a text document (.rtf)", "文档（.rtf）", kFillIn},
    {"MZ"sv, "a program (.exe)", "可执行程序（.exe）", {"do not open it", "请勿打开"}},
});

/// A name in the directory of a compound file, which is in UTF-16.
bool has_stream(std::string_view bytes, std::string_view name) {
  std::string wide;
  for (const char c : name) wide.append({c, '\0'});
  return bytes.find(wide) != std::string_view::npos;
}

std::optional<OtherFormat> recognise_compound(std::string_view bytes) {
  if (has_stream(bytes, "__substg1.0")) return format("a mail (.msg)", "邮件（.msg）", kAttachment);
  if (has_stream(bytes, "WordDocument")) return format("a Word document (.doc)", "Word 文档（.doc）", kFillIn);
  if (has_stream(bytes, "PowerPoint Document")) return format("a presentation (.ppt)", "演示文稿（.ppt）", kFillIn);
  return std::nullopt;
}

bool is_mail(std::string_view text) {
  static constexpr auto kHeads =
      std::to_array<std::string_view>({"from:", "received:", "return-path:", "mime-version:", "delivered-to:",
                                       "message-id:", "date:", "subject:", "to:", "x-"});
  const std::string head = base::ascii_lowercase(text.substr(0, 4'096));
  const bool starts =
      std::any_of(kHeads.begin(), kHeads.end(), [&head](std::string_view name) { return head.starts_with(name); });
  return starts && head.find("\nmime-version:") + head.find("\nfrom:") != 2 * std::string::npos;
}

std::optional<OtherFormat> recognise_text(std::string_view bytes) {
  if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
  const std::string_view text = base::trim_ascii_space(bytes);
  const std::string head = base::ascii_lowercase(text.substr(0, 2'048));
  const auto has = [&head](std::string_view word) {
    return head.find(word) != std::string::npos;
  };
  if (head.starts_with('<') && has("<xfdf")) {
    return format("form data without the form (.xfdf)", "不带表格的表单数据（.xfdf）", kImport);
  }
  if (head.starts_with('<') && has("excel.sheet")) return format("a workbook as XML", "XML 格式的工作簿", kSaveAs);
  if (head.starts_with('<') && has("<html")) return format("a web page", "网页", kFillIn);
  if (is_mail(text)) return format("a mail (.eml)", "邮件（.eml）", kAttachment);
  const std::string_view line = text.substr(0, text.find('\n'));
  const auto separators =
      std::count_if(line.begin(), line.end(), [](char c) { return c == ',' || c == '\t' || c == ';'; });
  const bool is_text = text.find('\0') == std::string_view::npos && text.find('\n') != std::string_view::npos;
  if (is_text && separators > 0) return format("a table as text (.csv)", "文本表格（.csv）", kSaveAs);
  return std::nullopt;
}

}  // namespace

std::optional<OtherFormat> recognise_bytes(std::string_view bytes) {
  for (const Magic& magic : kMagic) {
    if (bytes.starts_with(magic.bytes)) return format(magic.english, magic.chinese, magic.way);
  }
  if (bytes.substr(0, 4) == "RIFF" && bytes.substr(8, 4) == "WEBP") {
    return format("a picture (WebP)", "图片（WebP）", kPicture);
  }
  if (bytes.size() > 12 && bytes.substr(4, 4) == "ftyp") return format("a picture or film", "图片或视频", kPicture);
  if (bytes.starts_with("\xD0\xCF\x11\xE0")) return recognise_compound(bytes);
  return recognise_text(bytes);
}

OtherFormat recognise_package(const std::function<bool(std::string_view)>& has, std::string_view mimetype) {
  if (has("word/document.xml")) return format("a Word document (.docx)", "Word 文档（.docx）", kFillIn);
  if (has("ppt/presentation.xml")) return format("a presentation (.pptx)", "演示文稿（.pptx）", kFillIn);
  if (has("xl/workbook.bin")) return format("a binary workbook (.xlsb)", "二进制工作簿（.xlsb）", kSaveAs);
  if (has("OFD.xml")) return format("an OFD document", "OFD 文件", kFillIn);
  if (mimetype.find("spreadsheet") != std::string_view::npos) {
    return format("an OpenDocument workbook (.ods)", "OpenDocument 工作簿（.ods）", kSaveAs);
  }
  if (mimetype.find("opendocument") != std::string_view::npos) {
    return format("an OpenDocument text (.odt)", "OpenDocument 文档（.odt）", kFillIn);
  }
  return format("an archive (.zip)", "压缩包（.zip）", kUnpack);
}

}  // namespace gongwen::intake
