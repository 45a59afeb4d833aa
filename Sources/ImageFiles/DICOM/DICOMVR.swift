/// How the value of an element is written: DICOM's value representations.
///
/// Source: DICOM PS3.5, section 6.2.
public enum DICOMVR: String, Sendable, CaseIterable {
  case ae = "AE"
  case `as` = "AS"
  case at = "AT"
  case cs = "CS"
  case da = "DA"
  case ds = "DS"
  case dt = "DT"
  case fl = "FL"
  case fd = "FD"
  case `is` = "IS"
  case lo = "LO"
  case lt = "LT"
  case ob = "OB"
  case od = "OD"
  case of = "OF"
  case ol = "OL"
  case ov = "OV"
  case ow = "OW"
  case pn = "PN"
  case sh = "SH"
  case sl = "SL"
  case sq = "SQ"
  case ss = "SS"
  case st = "ST"
  case sv = "SV"
  case tm = "TM"
  case uc = "UC"
  case ui = "UI"
  case ul = "UL"
  case un = "UN"
  case ur = "UR"
  case us = "US"
  case ut = "UT"
  case uv = "UV"

  /// Whether the length has 32 bits where the representation is written out.
  var hasLongLength: Bool {
    switch self {
    case .ob, .od, .of, .ol, .ov, .ow, .sq, .sv, .uc, .un, .ur, .ut, .uv: true
    default: false
    }
  }

  /// Bytes of the numbers whose order depends on the transfer syntax; 1 for anything else.
  var numberWidth: Int {
    switch self {
    case .at, .ow, .ss, .us: 2
    case .fl, .of, .ol, .sl, .ul: 4
    case .fd, .od, .ov, .sv, .uv: 8
    default: 1
    }
  }

  /// Whether the value is text in the data set's character set.
  var isText: Bool {
    switch self {
    case .lo, .lt, .pn, .sh, .st, .uc, .ut: true
    default: false
    }
  }

  /// Whether a backslash in the text is a letter like others.
  var isSingle: Bool { self == .lt || self == .st || self == .ut || self == .ur }

  /// What makes a value of odd length even.
  var filler: UInt8 {
    switch self {
    case .ae, .as, .cs, .da, .ds, .dt, .is, .tm, .ur: 0x20
    default: isText ? 0x20 : 0
    }
  }
}
