#include "intake/other_formats.h"

#include "base/utf8.h"
#include "diagnostics/catalogue/texts/intake.h"
#include "intake/detail/mail_files.h"
#include "intake/read_returned.h"
#include "package/zip_archive.h"

#include <algorithm>
#include <array>

// People send scans, old workbooks, archives and mails instead of forms. Formats are recognised by their first bytes or
// by their parts, never by the name of the file, so that the message can say what the file is and what to do.
namespace gongwen::intake {
namespace {

using namespace std::string_view_literals;

using Way = diagnostics::BilingualText;

constexpr Way kFillIn{texts::IntakeAdviceFillInForm};
constexpr Way kSaveAs{texts::IntakeAdviceSaveAsXlsx};
constexpr Way kSaveAsDocx{texts::IntakeAdviceSaveAsDocx};
constexpr Way kAttachment{texts::IntakeAdviceSaveAttachment};
constexpr Way kUnpack{texts::IntakeAdviceUnpack};
constexpr Way kImport{texts::IntakeAdviceImport};
constexpr Way kPicture{texts::IntakeAdviceOriginalFile};

OtherFormat format(const diagnostics::BilingualText& name, const Way& way) {
  return {std::string(name.english), std::string(name.chinese), std::string(way.english), std::string(way.chinese)};
}

struct Magic {
  std::string_view bytes;
  diagnostics::BilingualText name;
  Way way;
};

constexpr auto kMagic = std::to_array<Magic>({
    {"\x89PNG"sv, texts::IntakePicturePng, kPicture},
    {"\xFF\xD8\xFF"sv, texts::IntakePictureJpeg, kPicture},
    {"GIF8"sv, texts::IntakePictureGif, kPicture},
    {"II*\0"sv, texts::IntakePictureTiff, kPicture},
    {"MM\0*"sv, texts::IntakePictureTiff, kPicture},
    {"BM"sv, texts::IntakePictureBmp, kPicture},
    {"%FDF-"sv, texts::IntakeFormDataFdf, kImport},
    {"Rar!"sv, texts::IntakeAnArchiveRar, kUnpack},
    {"7z\xBC\xAF"sv, texts::IntakeAnArchive7z, kUnpack},
    {"\x1F\x8B"sv, texts::IntakeAnArchiveGz, kUnpack},
    {"{\\rtf"sv, texts::IntakeATextDocumentRtf, kSaveAsDocx},
    {"MZ"sv, texts::IntakeAProgramExe, texts::IntakeDoNotOpenIt},
});

/// Whether a compound file has a stream of this name; its directory is in UTF-16.
bool has_stream(std::string_view bytes, std::string_view name) {
  std::string wide;
  for (const char c : name) wide.append({c, '\0'});
  return bytes.find(wide) != std::string_view::npos;
}

std::optional<OtherFormat> recognise_compound(std::string_view bytes) {
  if (has_stream(bytes, "__substg1.0")) return format(texts::IntakeAMailMsg, kAttachment);
  if (has_stream(bytes, "WordDocument")) return format(texts::IntakeAWordDocumentDoc, kSaveAsDocx);
  if (has_stream(bytes, "PowerPoint Document")) return format(texts::IntakeAPresentationPpt, kFillIn);
  if (has_stream(bytes, "Workbook") || has_stream(bytes, "Book")) return format(texts::IntakeAWorkbookXls, kSaveAs);
  return std::nullopt;
}

std::optional<OtherFormat> recognise_text(std::string_view bytes) {
  if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
  const std::string_view text = base::trim_ascii_space(bytes);
  const std::string head = base::ascii_lowercase(text.substr(0, 2'048));
  const auto has = [&head](std::string_view word) {
    return head.find(word) != std::string::npos;
  };
  if (head.starts_with('<') && has("<xfdf")) {
    return format(texts::IntakeFormDataXfdf, kImport);
  }
  if (head.starts_with('<') && has("excel.sheet")) return format(texts::IntakeWorkbookXml, kSaveAs);
  if (head.starts_with('<') && has("<html")) return format(texts::IntakeAWebPage, kFillIn);
  if (is_mail(text)) return format(texts::IntakeAMailEml, kAttachment);
  const std::string_view line = text.substr(0, text.find('\n'));
  const auto separators =
      std::count_if(line.begin(), line.end(), [](char c) { return c == ',' || c == '\t' || c == ';'; });
  const bool is_text = text.find('\0') == std::string_view::npos && text.find('\n') != std::string_view::npos;
  if (is_text && separators > 0) return format(texts::IntakeTableCsv, kSaveAs);
  return std::nullopt;
}

constexpr std::size_t kHeaderRoom = 1'024;  // where programs look for the header of a PDF

}  // namespace

bool is_encrypted_package(std::string_view bytes) {
  return bytes.starts_with("\xD0\xCF\x11\xE0") && has_stream(bytes, "EncryptedPackage");
}

std::optional<OtherFormat> recognise_magic(std::string_view bytes) {
  constexpr std::size_t kHead = 64;
  // `BM` and `MZ` may begin a text; the heads of pictures and programs have zeros.
  const bool has_zero = bytes.substr(0, kHead).find('\0') != std::string_view::npos;
  for (const Magic& magic : kMagic) {
    if (bytes.starts_with(magic.bytes) && (has_zero || (magic.bytes != "BM" && magic.bytes != "MZ")))
      return format(magic.name, magic.way);
  }
  if (bytes.substr(0, 4) == "RIFF" && bytes.substr(8, 4) == "WEBP") {
    return format(texts::IntakeAPictureWebP, kPicture);
  }
  if (bytes.size() > 12 && bytes.substr(4, 4) == "ftyp") return format(texts::IntakeAPictureOrFilm, kPicture);
  return std::nullopt;
}

std::optional<OtherFormat> recognise_bytes(std::string_view bytes) {
  if (std::optional<OtherFormat> found = recognise_magic(bytes)) return found;
  if (bytes.starts_with("\xD0\xCF\x11\xE0")) return recognise_compound(bytes);
  return recognise_text(bytes);
}

OtherFormat recognise_package(const std::function<bool(std::string_view)>& has, std::string_view mimetype) {
  if (has("word/document.xml")) return format(texts::IntakeAWordDocumentDocx, kFillIn);
  if (has("ppt/presentation.xml")) return format(texts::IntakeAPresentationPptx, kFillIn);
  if (has("xl/workbook.bin")) return format(texts::IntakeABinaryWorkbookXlsb, kSaveAs);
  if (has("OFD.xml")) return format(texts::IntakeDocumentOfd, kFillIn);
  if (mimetype.find("spreadsheet") != std::string_view::npos) {
    return format(texts::IntakeWorkbookOds, kSaveAs);
  }
  if (mimetype.find("opendocument") != std::string_view::npos) {
    return format(texts::IntakeTextOdt, kSaveAsDocx);
  }
  return format(texts::IntakeAnArchiveZip, kUnpack);
}

bool is_workbook_name(std::string_view path) {
  const std::string lower = base::ascii_lowercase(path);
  return lower.ends_with(".xlsx") || lower.ends_with(".xlsm");
}

bool is_word_name(std::string_view path) {
  const std::string lower = base::ascii_lowercase(path);
  return lower.ends_with(".docx") || lower.ends_with(".docm");
}

std::optional<FileType> sniff(std::string_view bytes) {
  // An archive may contain a PDF without compression, so archives are checked first.
  if (bytes.starts_with("PK\x03\x04")) return FileType::Xlsx;
  if (bytes.substr(0, kHeaderRoom).find("%PDF-") != std::string_view::npos) {
    return recognise_bytes(bytes.substr(0, kHeaderRoom)) ? std::nullopt : std::optional(FileType::Pdf);
  }
  if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
  const std::string_view text = base::trim_ascii_space(bytes);
  if (text.starts_with('{') && !text.starts_with("{\\rtf")) return FileType::Json;
  return std::nullopt;
}

}  // namespace gongwen::intake
