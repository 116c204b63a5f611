#include "ofd/ofd_check/detail/schema.h"

#include "base/utf8.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <utility>

namespace gongwen::ofd_check {
namespace {

constexpr double kMaxMillimetres = 1e6;
constexpr std::string_view kBlanks = " \t\r\n";

/// Takes the next word; empty at the end.
std::string_view take_word(std::string_view& text) {
  text.remove_prefix(std::min(text.find_first_not_of(kBlanks), text.size()));
  const std::string_view word = text.substr(0, text.find_first_of(kBlanks));
  text.remove_prefix(word.size());
  return word;
}

std::optional<double> parse_double(std::string_view word) {
  if (word.starts_with('+')) word.remove_prefix(1);
  double value = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
  if (error == std::errc::result_out_of_range && end == word.data() + word.size()) return HUGE_VAL;
  if (error != std::errc() || end != word.data() + word.size()) return std::nullopt;
  return value;
}

ValueVerdict judge_numbers(std::string_view text, std::size_t count, bool is_box) {
  std::vector<double> numbers;
  for (std::string_view word = take_word(text); !word.empty(); word = take_word(text)) {
    const auto number = parse_double(word);
    if (!number) return ValueVerdict::BadForm;
    numbers.push_back(*number);
  }
  if (numbers.empty() || (count != 0 && numbers.size() != count)) return ValueVerdict::BadForm;
  // Rejects NaN, too.
  const auto usable = [](double number) {
    return std::abs(number) <= kMaxMillimetres;
  };
  if (!std::ranges::all_of(numbers, usable)) return ValueVerdict::Absurd;
  if (!is_box) return ValueVerdict::Good;
  if (numbers[2] < 0 || numbers[3] < 0) return ValueVerdict::Absurd;
  return numbers[2] == 0 || numbers[3] == 0 ? ValueVerdict::Empty : ValueVerdict::Good;
}

ValueVerdict verdict_of(bool good) { return good ? ValueVerdict::Good : ValueVerdict::BadForm; }

bool is_choice(std::string_view words, std::string_view text) {
  for (;;) {
    const std::size_t end = words.find('/');
    if (words.substr(0, end) == text) return true;
    if (end == std::string_view::npos) return false;
    words.remove_prefix(end + 1);
  }
}

/// `2025-07-01`, optionally followed by a time.
bool is_day(std::string_view text) {
  if (text.size() < 10 || (text.size() > 10 && text[10] != 'T')) return false;
  for (std::size_t i = 0; i < 10; ++i) {
    const bool digit = text[i] >= '0' && text[i] <= '9';
    if (i == 4 || i == 7 ? text[i] != '-' : !digit) return false;
  }
  return true;
}

constexpr std::array<std::pair<std::string_view, std::string_view>, 8> kReferences = {{
    {"font", "Font"},
    {"image", "MultiMedia"},
    {"unit", "CompositeGraphicUnit"},
    {"drawing", "DrawParam"},
    {"colourspace", "ColorSpace"},
    {"template", "TemplatePage"},
    {"page", "Page"},
    {"object", "*"},
}};

}  // namespace

std::optional<std::uint32_t> parse_number(std::string_view text) {
  text = base::trim_ascii_space(text);
  std::uint32_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<std::vector<double>> parse_numbers(std::string_view text) {
  std::vector<double> numbers;
  for (std::string_view word = take_word(text); !word.empty(); word = take_word(text)) {
    const auto number = parse_double(word);
    if (!number || !std::isfinite(*number)) return std::nullopt;
    numbers.push_back(*number);
  }
  return numbers;
}

std::optional<std::uint64_t> count_deltas(std::string_view text) {
  constexpr std::uint64_t kMost = std::uint64_t{1} << 32;
  std::uint64_t count = 0;
  for (std::string_view word = take_word(text); !word.empty(); word = take_word(text)) {
    std::uint64_t times = 1;
    if (word == "g") {
      const auto stated = parse_number(take_word(text));
      if (!stated) return std::nullopt;
      times = *stated;
      word = take_word(text);
    }
    const auto advance = parse_double(word);
    if (!advance || !(std::abs(*advance) <= kMaxMillimetres)) return std::nullopt;
    count = std::min(count + times, kMost);
  }
  return count;
}

std::string_view referred_elements(std::string_view type) {
  const auto* const found = std::ranges::find(kReferences, type, [](const auto& row) { return row.first; });
  return found == kReferences.end() ? "" : found->second;
}

ValueVerdict judge_path(std::string_view text) {
  constexpr std::array<std::pair<char, int>, 7> kCommands = {
      {{'S', 2}, {'M', 2}, {'L', 2}, {'Q', 4}, {'B', 6}, {'A', 7}, {'C', 0}}};
  int wanted = 0;  // numbers still missing after the last command
  bool has_command = false;
  ValueVerdict verdict = ValueVerdict::Good;
  for (std::string_view word = take_word(text); !word.empty(); word = take_word(text)) {
    const auto* const command = std::ranges::find(kCommands, word.front(), [](const auto& row) { return row.first; });
    if (word.size() == 1 && command != kCommands.end()) {
      if (wanted != 0) return ValueVerdict::BadForm;
      wanted = command->second;
      has_command = true;
      continue;
    }
    const auto number = parse_double(word);
    if (!number || wanted == 0) return ValueVerdict::BadForm;
    if (!(std::abs(*number) <= kMaxMillimetres)) verdict = ValueVerdict::Absurd;
    --wanted;
  }
  return wanted != 0 || !has_command ? ValueVerdict::BadForm : verdict;
}

ValueVerdict judge_value(std::string_view type, std::string_view text) {
  if (type == "str") return ValueVerdict::Good;
  text = base::trim_ascii_space(text);
  if (type == "loc") return verdict_of(!text.empty());
  if (type == "bool") return verdict_of(is_choice("true/false/1/0", text));
  if (type == "id" || type == "uint" || !referred_elements(type).empty())
    return verdict_of(parse_number(text).has_value());
  if (type == "byte") {
    const auto number = parse_number(text);
    return verdict_of(number && *number <= 255);
  }
  if (type == "num") return judge_numbers(text, 1, false);
  if (type == "nums") return judge_numbers(text, 0, false);
  if (type == "pos") return judge_numbers(text, 2, false);
  if (type == "path") return judge_path(text);
  if (type == "int") return verdict_of(parse_number(text.substr(text.starts_with('-') ? 1 : 0)).has_value());
  if (type == "matrix") return judge_numbers(text, 6, false);
  if (type == "box") return judge_numbers(text, 4, true);
  if (type == "deltas") return verdict_of(count_deltas(text).has_value());
  if (type == "date") return verdict_of(is_day(text));
  return verdict_of(is_choice(type, text));
}

namespace {

// Attributes of all graphic units (chapter 8 refers to the annex for the schema).
#define GONGWEN_OFD_UNIT                                                                                  \
  "Boundary=box! Name=str Visible=bool CTM=matrix DrawParam=drawing LineWidth=num Cap=Butt/Round/Square " \
  "Join=Miter/Round/Bevel MiterLimit=num DashOffset=num DashPattern=nums Alpha=byte "

constexpr std::string_view kBlock = "| TextObject PathObject ImageObject CompositeObject PageBlock";

constexpr std::array kSchemaTypes = {
    // Chapter 7: package and document
    SchemaType{"OFD", "7", "DocBody+", "Version=str! DocType=OFD/OFD-A!"},
    SchemaType{"DocBody", "7", "DocInfo DocRoot:=loc? Versions? Signatures:=loc?", ""},
    SchemaType{"DocInfo", "7",
               "DocID:=str? Title:=str? Author:=str? Subject:=str? Abstract:=str? CreationDate:=date? ModDate:=date? "
               "DocUsage:=str? Cover:=loc? Keywords? Creator:=str? CreatorVersion:=str? CustomDatas?",
               ""},
    SchemaType{"Keywords", "7", "Keyword:=str+", ""},
    SchemaType{"CustomDatas", "7", "CustomData+", ""},
    SchemaType{"CustomData", "7", "", "Name=str!"},
    SchemaType{"Document", "7",
               "CommonData Pages Outlines? Permissions? Actions? VPreferences? Bookmarks? Annotations:=loc? "
               "CustomTags:=loc? Attachments:=loc? Extensions:=loc?",
               ""},
    SchemaType{"Permissions", "7",
               "Edit:=bool? Annot:=bool? Export:=bool? Signature:=bool? Watermark:=bool? PrintScreen:=bool? Print? "
               "ValidPeriod?",
               ""},
    SchemaType{"Print", "7", "", "Printable=bool! Copies=int"},
    SchemaType{"ValidPeriod", "7", "", "StartDate=date EndDate=date"},
    SchemaType{"VPreferences", "7",
               "PageMode:=None/FullScreen/UseOutlines/UseThumbs/UseCustomTags/UseLayers/UseAttatchs/UseAttachs/"
               "UseBookmarks? PageLayout:=OnePage/OneColumn/TwoPageL/TwoColumnL/TwoPageR/TwoColumnR? "
               "TabDisplay:=DocTitle/FileName? HideToolbar:=bool? HideMenubar:=bool? HideWindowUI:=bool? "
               "ZoomMode:=Default/FitHeight/FitWidth/FitRect? Zoom:=num?",
               ""},
    SchemaType{"CommonData", "7",
               "MaxUnitID:=uint PageArea PublicRes:=loc* DocumentRes:=loc* TemplatePage* DefaultCS:=colourspace?", ""},
    SchemaType{"PageArea", "7", "PhysicalBox:=box ApplicationBox:=box? ContentBox:=box? BleedBox:=box?", ""},
    SchemaType{"TemplatePage", "7", "", "ID=id! Name=str ZOrder=Background/Foreground BaseLoc=loc!"},
    SchemaType{"Pages", "7", "Page:PageEntry+", ""},
    SchemaType{"PageEntry", "7", "", "ID=id! BaseLoc=loc!"},
    SchemaType{"Outlines", "7", "OutlineElem+", ""},
    SchemaType{"OutlineElem", "7", "Actions? OutlineElem*", "Title=str! Count=uint Expanded=bool"},
    SchemaType{"Bookmarks", "7", "Bookmark+", ""},
    SchemaType{"Bookmark", "7", "Dest", "Name=str!"},
    SchemaType{"Page", "7", "Template* PageRes:=loc* Area:PageArea? Content? Actions?", ""},
    SchemaType{"Template", "7", "", "TemplateID=template! ZOrder=Background/Foreground"},
    SchemaType{"Content", "7", "Layer+", ""},
    SchemaType{"Layer", "7", kBlock, "ID=id! Type=Body/Background/Foreground/Custom DrawParam=drawing"},
    SchemaType{"PageBlock", "7", kBlock, "ID=id!"},
    SchemaType{"Res", "7", "| ColorSpaces DrawParams Fonts MultiMedias CompositeGraphicUnits", "BaseLoc=str!"},
    SchemaType{"ColorSpaces", "annex", "ColorSpace+", ""},
    SchemaType{"ColorSpace", "annex", "Palette?", "ID=id! Type=GRAY/RGB/CMYK! BitsPerComponent=uint Profile=str"},
    SchemaType{"Palette", "annex", "CV:=nums+", ""},
    SchemaType{"DrawParams", "annex", "DrawParam+", ""},
    SchemaType{"DrawParam", "annex", "FillColor:Color? StrokeColor:Color?",
               "ID=id! Relative=drawing LineWidth=num Join=Miter/Round/Bevel Cap=Butt/Round/Square DashOffset=num "
               "DashPattern=nums MiterLimit=num"},
    SchemaType{"Fonts", "annex", "Font+", ""},
    SchemaType{"Font", "11", "FontFile:=str?",
               "ID=id! FontName=str! FamilyName=str Charset=str Italic=bool Bold=bool Serif=bool FixedWidth=bool"},
    SchemaType{"MultiMedias", "annex", "MultiMedia+", ""},
    SchemaType{"MultiMedia", "annex", "MediaFile:=str", "ID=id! Type=Image/Audio/Video! Format=str"},
    SchemaType{"CompositeGraphicUnits", "annex", "CompositeGraphicUnit+", ""},
    SchemaType{"CompositeGraphicUnit", "13", "Thumbnail:=image? Substitution:=image? Content:UnitContent",
               "ID=id! Width=num! Height=num!"},
    SchemaType{"UnitContent", "13", kBlock, "ID=id"},
    // Chapters 8 to 13: graphics
    SchemaType{"TextObject", "11", "Actions? Clips? FillColor:Color? StrokeColor:Color? | CGTransform TextCode",
               GONGWEN_OFD_UNIT
               "ID=id! Font=font! Size=num! Stroke=bool Fill=bool HScale=num ReadDirection=0/90/180/270 "
               "CharDirection=0/90/180/270 Weight=uint Italic=bool"},
    SchemaType{"CGTransform", "11", "Glyphs:=nums?", "CodePosition=uint! CodeCount=uint GlyphCount=uint"},
    SchemaType{"TextCode", "11", "", "X=num Y=num DeltaX=deltas DeltaY=deltas"},
    SchemaType{"PathObject", "9", "Actions? Clips? StrokeColor:Color? FillColor:Color? AbbreviatedData:=path",
               GONGWEN_OFD_UNIT "ID=id! Stroke=bool Fill=bool Rule=NonZero/Even-Odd"},
    SchemaType{"ImageObject", "10", "Actions? Clips? Border?",
               GONGWEN_OFD_UNIT "ID=id! ResourceID=image! Substitution=image ImageMask=image Interpolate=bool"},
    SchemaType{"Border", "10", "BorderColor:Color?",
               "LineWidth=num HorizonalCornerRadius=num VerticalCornerRadius=num DashOffset=num DashPattern=nums"},
    SchemaType{"CompositeObject", "13", "Actions? Clips?", GONGWEN_OFD_UNIT "ID=id! ResourceID=unit!"},
    SchemaType{"Clips", "annex", "Clip+", "TransFlag=bool"},
    SchemaType{"Clip", "annex", "Area:ClipArea+", ""},
    SchemaType{"ClipArea", "annex", "| Path:ClipPath Text:ClipText", "DrawParam=drawing CTM=matrix"},
    SchemaType{"ClipPath", "9", "Actions? Clips? StrokeColor:Color? FillColor:Color? AbbreviatedData:=path",
               GONGWEN_OFD_UNIT "ID=id Stroke=bool Fill=bool Rule=NonZero/Even-Odd"},
    SchemaType{"ClipText", "11", "Actions? Clips? FillColor:Color? StrokeColor:Color? | CGTransform TextCode",
               GONGWEN_OFD_UNIT
               "ID=id Font=font! Size=num! Stroke=bool Fill=bool HScale=num ReadDirection=0/90/180/270 "
               "CharDirection=0/90/180/270 Weight=uint Italic=bool"},
    SchemaType{"Color", "annex", "| Pattern AxialShd RadialShd GouraudShd LaGouraudShd",
               "Value=nums Index=uint ColorSpace=colourspace Alpha=byte"},
    SchemaType{"Pattern", "annex", "CellContent",
               "Width=num! Height=num! XStep=num YStep=num ReflectMethod=Normal/Row/Column/RowAndColumn "
               "RelativeTo=Page/Object CTM=matrix"},
    SchemaType{"CellContent", "annex", kBlock, "Thumbnail=image"},
    SchemaType{"AxialShd", "annex", "Segment+",
               "MapType=Direct/Repeat/Reflect MapUnit=num Extend=0/1/2/3 StartPoint=pos! EndPoint=pos!"},
    SchemaType{"RadialShd", "annex", "Segment+",
               "MapType=Direct/Repeat/Reflect MapUnit=num Eccentricity=num Angle=num StartPoint=pos! EndPoint=pos! "
               "StartRadius=num EndRadius=num! Extend=0/1/2/3"},
    SchemaType{"Segment", "annex", "Color", "Position=num"},
    SchemaType{"GouraudShd", "annex", "Point:ShadePoint+ BackColor:Color?", "Extend=0/1"},
    SchemaType{"LaGouraudShd", "annex", "Point:ShadePoint+ BackColor:Color?", "VerticesPerRow=uint! Extend=0/1"},
    SchemaType{"ShadePoint", "annex", "Color", "X=num Y=num EdgeFlag=0/1/2"},
    // Chapter 14: actions
    SchemaType{"Actions", "14", "Action+", ""},
    SchemaType{"Action", "14", "Region? Goto? URI? GotoA? Sound? Movie?", "Event=DO/PO/CLICK!"},
    SchemaType{"Region", "14", "Area:RegionArea+", ""},
    SchemaType{"RegionArea", "14", "| Move Line QuadraticBezier CubicBezier Arc Close", "Start=pos!"},
    SchemaType{"Move", "14", "", "Point1=pos"},
    SchemaType{"Line", "14", "", "Point1=pos"},
    SchemaType{"QuadraticBezier", "14", "", "Point1=pos Point2=pos"},
    SchemaType{"CubicBezier", "14", "", "Point1=pos Point2=pos Point3=pos"},
    SchemaType{"Arc", "14", "", "SweepDirection=bool LargeArc=bool RotationAngle=num EllipseSize=nums EndPoint=pos"},
    SchemaType{"Close", "14", "", ""},
    SchemaType{"URI", "14", "", "URI=str! Base=str Target=str"},
    SchemaType{"GotoA", "14", "", "AttachID=str! NewWindow=bool"},
    SchemaType{"Sound", "14", "", "ResourceID=image! Volume=uint Repeat=bool Synchronous=bool"},
    SchemaType{"Movie", "14", "", "ResourceID=image! Operator=Play/Stop/Pause/Resume"},
    SchemaType{"Goto", "14", "| Dest Bookmark:BookmarkName", ""},
    SchemaType{"BookmarkName", "14", "", "Name=str!"},
    SchemaType{"Dest", "14", "",
               "Type=XYZ/Fit/FitH/FitV/FitR! PageID=page! Left=num Top=num Right=num Bottom=num Zoom=num"},
    // Chapters 15 to 20: annotations, tags, signatures, attachments
    SchemaType{"Annotations", "15", "Page:AnnotationPage*", ""},
    SchemaType{"AnnotationPage", "15", "FileLoc:=loc", "PageID=page!"},
    SchemaType{"PageAnnot", "15", "Annot+", ""},
    SchemaType{
        "Annot", "15", "Remark:=str? Parameters? Appearance",
        "ID=id! Type=Link/Path/Highlight/Stamp/Watermark! Creator=str! LastModDate=date! Visible=bool Subtype=str "
        "Print=bool NoZoom=bool NoRotate=bool ReadOnly=bool"},
    SchemaType{"Appearance", "15", kBlock, "Boundary=box ID=id"},
    SchemaType{"Parameters", "15", "Parameter+", ""},
    SchemaType{"Parameter", "15", "=str", "Name=str!"},
    SchemaType{"CustomTags", "16", "CustomTag*", ""},
    SchemaType{"CustomTag", "16", "SchemaLoc:=loc? FileLoc:=loc", "TypeID=str NameSpace=str"},
    SchemaType{"Extensions", "17", "Extension*", ""},
    SchemaType{"Extension", "17", "| Property Data:any ExtendData:=loc",
               "AppName=str! Company=str AppVersion=str Date=date RefId=object!"},
    SchemaType{"Property", "17", "=str", "Name=str! Type=str"},
    SchemaType{"Signatures", "18", "MaxSignId:=str? Signature:SignatureEntry*", ""},
    SchemaType{"SignatureEntry", "18", "", "ID=str! Type=str BaseLoc=loc!"},
    SchemaType{"Signature", "18", "SignedInfo SignedValue:=loc", ""},
    SchemaType{"SignedInfo", "18",
               "Provider SignatureMethod:=str? SignatureDateTime:=str? References StampAnnot* Seal:SealPlace?", ""},
    SchemaType{"Provider", "18", "", "ProviderName=str! Version=str Company=str"},
    SchemaType{"References", "18", "Reference+", "CheckMethod=str"},
    SchemaType{"Reference", "18", "CheckValue:=str", "FileRef=loc!"},
    SchemaType{"StampAnnot", "18", "", "ID=str! PageRef=page! Boundary=box! Clip=box"},
    SchemaType{"SealPlace", "18", "BaseLoc:=loc", ""},
    SchemaType{"Versions", "19", "Version:VersionEntry+", ""},
    SchemaType{"VersionEntry", "19", "", "ID=str! Index=int! Current=bool BaseLoc=loc!"},
    SchemaType{"DocVersion", "19", "FileList DocRoot:=loc", "ID=str! Version=str Name=str CreationDate=date"},
    SchemaType{"FileList", "19", "File:VersionFile+", ""},
    SchemaType{"VersionFile", "19", "=loc", "ID=str!"},
    SchemaType{"Attachments", "20", "Attachment*", ""},
    SchemaType{"Attachment", "20", "FileLoc:=loc",
               "ID=str! Name=str! Format=str CreationDate=str ModDate=str Size=num Visible=bool Usage=str"},
};
#undef GONGWEN_OFD_UNIT

}  // namespace

std::span<const SchemaType> schema_types() { return kSchemaTypes; }

const SchemaType* find_schema_type(std::string_view name) {
  const auto* const found = std::ranges::find(kSchemaTypes, name, &SchemaType::name);
  return found == kSchemaTypes.end() ? nullptr : found;
}

}  // namespace gongwen::ofd_check
