; The installer of Linli Shouwang: per user, without an administrator; Chinese and English.
;
;   python -m devtools.installer [--fast]
;
; calls makensis with -DTOLD=FILE, which holds what pyproject.toml says; -DFAST packs quickly (for CI). Silent: /S, folder /D=C:\...,
; all users /ALLUSERS (as administrator); the uninstaller keeps the data unless it is told /DELETEDATA. An update (desktop/station/updates.py) says /UPDATE="its record": then the
; former version's update-finish is started at the end, which tests the new version and may put the former one back.

Target amd64-unicode ; the 64-bit stub; a 32-bit Windows says itself that it cannot run it
Unicode true
!include "${TOLD}"
!ifdef FAST
  SetCompressor zlib
!else
  SetCompressor /SOLID lzma
  SetCompressorDictSize 64
!endif
CRCCheck force ; a copy broken half-way is refused before anything is written
RequestExecutionLevel user
ManifestDPIAware true
ManifestSupportedOS all

!include MUI2.nsh
!include x64.nsh
!include WinVer.nsh
!include FileFunc.nsh
!include LogicLib.nsh

!define NAME "LinliShouwang"
!define UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall\${NAME}"
!define CLASS "LinliShouwang.Package"
!define UPDATE_CLASS "LinliShouwang.Update"
!define OLDEST_BUILD 17763 ; Windows 10 1809

Name "$(ProgramName)"
OutFile "${OUT}"
InstallDir "$LOCALAPPDATA\Programs\Linli"
InstallDirRegKey HKCU "${UNINSTALL}" "InstallLocation"
ShowInstDetails nevershow
ShowUninstDetails nevershow
VIProductVersion "${VERSION}.0"
VIAddVersionKey "ProductName" "${PRODUCT}"
VIAddVersionKey "FileDescription" "${DESCRIPTION}"
VIAddVersionKey "FileVersion" "${VERSION}"
VIAddVersionKey "ProductVersion" "${VERSION}"
VIAddVersionKey "CompanyName" "${COMPANY}"
VIAddVersionKey "LegalCopyright" "${COPYRIGHT}"

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_ABORTWARNING
!define MUI_FINISHPAGE_RUN "$INSTDIR\Linli.exe"
!define MUI_LANGDLL_REGISTRY_ROOT HKCU
!define MUI_LANGDLL_REGISTRY_KEY "${UNINSTALL}"
!define MUI_LANGDLL_REGISTRY_VALUENAME "InstallerLanguage"

!insertmacro MUI_PAGE_LICENSE "..\..\LICENSE"
!insertmacro MUI_PAGE_LICENSE "..\..\THIRD_PARTY_NOTICES.md"
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "SimpChinese"
!insertmacro MUI_LANGUAGE "English"

LangString ProgramName ${LANG_SIMPCHINESE} "邻里守望"
LangString ProgramName ${LANG_ENGLISH} "Linli Shouwang"
LangString Needs64 ${LANG_SIMPCHINESE} "这台电脑是 32 位的 Windows。邻里守望需要 64 位的 Windows 10（1809）或更新版本。"
LangString Needs64 ${LANG_ENGLISH} "This computer has a 32-bit Windows. Linli Shouwang needs a 64-bit Windows 10 (1809) or newer."
LangString NeedsNewer ${LANG_SIMPCHINESE} "这台电脑的 Windows 太旧。邻里守望需要 Windows 10（1809）或更新版本。"
LangString NeedsNewer ${LANG_ENGLISH} "The Windows of this computer is too old. Linli Shouwang needs Windows 10 (1809) or newer."
LangString StillRuns ${LANG_SIMPCHINESE} "邻里守望正在运行。请先关闭它的窗口，再点“重试”。未保存的内容会留作草稿。"
LangString StillRuns ${LANG_ENGLISH} "Linli Shouwang is running. Close its window, then choose Retry. What is not saved stays as a draft."
LangString CannotWrite ${LANG_SIMPCHINESE} "不能写入文件夹 $INSTDIR。请换一个文件夹，例如 $LOCALAPPDATA\Programs\Linli。"
LangString CannotWrite ${LANG_ENGLISH} "The folder $INSTDIR cannot be written to. Choose another, for instance $LOCALAPPDATA\Programs\Linli."
LangString NoRoom ${LANG_SIMPCHINESE} "磁盘空间不够：装到 $INSTDIR 需要 ${ROOM} MB，只剩 $FreeRoom MB。请清理磁盘（旧下载、回收站），或换一个磁盘。没有改动任何东西。"
LangString NoRoom ${LANG_ENGLISH} "Too little disk space: $INSTDIR needs ${ROOM} MB, only $FreeRoom MB are free. Free some space (old downloads, the recycle bin) or choose another disk. Nothing was changed."
LangString ForAll ${LANG_SIMPCHINESE} "您有管理员权限。要给这台电脑的所有用户安装吗？$\n$\n选“否”：只给您自己安装。每个用户的数据都各自保存。"
LangString ForAll ${LANG_ENGLISH} "You are an administrator. Install for all users of this computer?$\n$\nNo: for yourself only. Each user's data is kept apart in any case."
LangString UpdateName ${LANG_SIMPCHINESE} "邻里守望更新包"
LangString UpdateName ${LANG_ENGLISH} "Linli Shouwang update"
LangString CopyFailed ${LANG_SIMPCHINESE} "没有装完：有文件没能写入（磁盘满了？）。原来的版本已恢复，数据没有改动。"
LangString CopyFailed ${LANG_ENGLISH} "Not installed: a file could not be written (disk full?). The former version was put back; your data is untouched."
LangString DeleteData ${LANG_SIMPCHINESE} "服务站的数据也要一起删除吗？$\n$\n$DataFolder$\n$\n选“否”：数据留在这台电脑上，以后重装还能用。"
LangString DeleteData ${LANG_ENGLISH} "Shall the station's data be deleted as well?$\n$\n$DataFolder$\n$\nNo: it stays on this computer and is there again after a new installation."
LangString PackageName ${LANG_SIMPCHINESE} "邻里守望交换包"
LangString PackageName ${LANG_ENGLISH} "Linli Shouwang exchange package"
LangString Former ${LANG_SIMPCHINESE} "回到上一版本"
LangString Former ${LANG_ENGLISH} "Back to the former version"

Var DataFolder
Var Status
Var UpdateRecord
Var FreeRoom

; Ends without installing: the exit code, and for an update the message to the program that stands here.
!macro GiveUp CODE
  SetErrorLevel ${CODE}
  ${If} $UpdateRecord != ""
    SetOutPath "$TEMP" ; what is started stands there, not in a folder that may be renamed
    Exec '"$INSTDIR\Linli.exe" update-finish "$UpdateRecord" --code ${CODE}'
  ${EndIf}
  Quit
!macroend

Function .onInit
  !insertmacro MUI_LANGDLL_DISPLAY
  ${IfNot} ${RunningX64}
    MessageBox MB_ICONSTOP "$(Needs64)" /SD IDOK
    SetErrorLevel 3
    Quit
  ${EndIf}
  ${IfNot} ${AtLeastBuild} ${OLDEST_BUILD}
    MessageBox MB_ICONSTOP "$(NeedsNewer)" /SD IDOK
    SetErrorLevel 3
    Quit
  ${EndIf}
  ${GetParameters} $0
  ClearErrors
  ${GetOptions} $0 "/UPDATE=" $UpdateRecord
  ClearErrors
  ${GetOptions} $0 "/ALLUSERS" $1
  ${If} ${Errors}
    StrCpy $2 "ask"
  ${Else}
    StrCpy $2 "all"
  ${EndIf}
  UserInfo::GetAccountType
  Pop $1
  ${If} $1 == "Admin" ; started with an administrator's rights: only then may it write for everybody
    ${If} $2 == "ask"
    ${AndIfNot} ${FileExists} "$INSTDIR\Linli.exe" ; an upgrade stays where the program is
    ${AndIfNot} ${Silent}
      MessageBox MB_YESNO|MB_ICONQUESTION|MB_DEFBUTTON2 "$(ForAll)" IDNO mine
      StrCpy $2 "all"
    mine:
    ${EndIf}
    ${If} $2 == "all"
      SetShellVarContext all
      StrCpy $INSTDIR "$PROGRAMFILES64\Linli"
    ${EndIf}
  ${EndIf}
FunctionEnd

; Asked before anything is moved: the new version beside the one that is there, which stays.
Function CheckRoom
  StrCpy $0 "$INSTDIR"
  ${DoUntil} ${FileExists} "$0\*.*" ; the nearest folder that is there already tells for its disk
    ${GetParent} "$0" $0
    ${If} $0 == ""
      Return
    ${EndIf}
  ${Loop}
  ClearErrors
  ${DriveSpace} "$0\" "/D=F /S=M" $FreeRoom
  ${If} ${Errors} ; a drive that does not tell
    Return
  ${EndIf}
  ${If} $FreeRoom < ${ROOM}
    MessageBox MB_ICONSTOP "$(NoRoom)" /SD IDOK
    !insertmacro GiveUp 7
  ${EndIf}
FunctionEnd

; The program writes Linli.exe's lock as long as it runs: whoever can rename the file has it alone.
!macro WaitUntilClosed PREFIX
Function ${PREFIX}WaitUntilClosed
  IfFileExists "$INSTDIR\Linli.exe" 0 closed
  ExecWait '"$INSTDIR\Linli.exe" --close' $0
  StrCpy $1 0
again:
  ClearErrors
  Rename "$INSTDIR\Linli.exe" "$INSTDIR\Linli.exe.closed"
  IfErrors busy
  Rename "$INSTDIR\Linli.exe.closed" "$INSTDIR\Linli.exe"
  Goto closed
busy:
  IntOp $1 $1 + 1
  ${If} $1 < 20
    Sleep 500
    Goto again
  ${EndIf}
  MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "$(StillRuns)" /SD IDCANCEL IDRETRY retry
  !insertmacro GiveUp 4
retry:
  StrCpy $1 0
  Goto again
closed:
FunctionEnd
!macroend
!insertmacro WaitUntilClosed ""
!insertmacro WaitUntilClosed "un."

Section "main"
  Call CheckRoom
  Call WaitUntilClosed
  ; the former version is kept beside the new one until the next upgrade, so that one can go back to it
  ${If} ${FileExists} "$INSTDIR\Linli.exe"
    RMDir /r "$INSTDIR.former"
    ClearErrors
    Rename "$INSTDIR" "$INSTDIR.former"
    ${If} ${Errors}
      MessageBox MB_ICONSTOP "$(CannotWrite)" /SD IDOK
      !insertmacro GiveUp 5
    ${EndIf}
  ${EndIf}
  SetOutPath "$INSTDIR"
  ClearErrors
  WriteUninstaller "$INSTDIR\uninstall.exe"
  ${If} ${Errors}
    Call PutBack
    MessageBox MB_ICONSTOP "$(CannotWrite)" /SD IDOK
    !insertmacro GiveUp 5
  ${EndIf}
  SetOverwrite try
  ClearErrors
  File /r "${SOURCE}\*.*"
  ${If} ${Errors}
    Call PutBack
    MessageBox MB_ICONSTOP "$(CopyFailed)" /SD IDOK
    !insertmacro GiveUp 6
  ${EndIf}

  CreateDirectory "$SMPROGRAMS\$(ProgramName)"
  CreateShortcut "$SMPROGRAMS\$(ProgramName)\$(ProgramName).lnk" "$INSTDIR\Linli.exe"
  ${If} ${FileExists} "$INSTDIR.former\Linli.exe"
    CreateShortcut "$SMPROGRAMS\$(ProgramName)\$(Former).lnk" "$INSTDIR.former\Linli.exe"
  ${EndIf}
  CreateShortcut "$DESKTOP\$(ProgramName).lnk" "$INSTDIR\Linli.exe"

  WriteRegStr SHCTX "Software\Classes\.linli" "" "${CLASS}"
  WriteRegStr SHCTX "Software\Classes\${CLASS}" "" "$(PackageName)"
  WriteRegStr SHCTX "Software\Classes\${CLASS}\DefaultIcon" "" "$INSTDIR\Linli.exe,0"
  WriteRegStr SHCTX "Software\Classes\${CLASS}\shell\open\command" "" '"$INSTDIR\Linli.exe" --open "%1"'
  WriteRegStr SHCTX "Software\Classes\.linliupdate" "" "${UPDATE_CLASS}"
  WriteRegStr SHCTX "Software\Classes\${UPDATE_CLASS}" "" "$(UpdateName)"
  WriteRegStr SHCTX "Software\Classes\${UPDATE_CLASS}\DefaultIcon" "" "$INSTDIR\Linli.exe,0"
  WriteRegStr SHCTX "Software\Classes\${UPDATE_CLASS}\shell\open\command" "" '"$INSTDIR\Linli.exe" --open "%1"'

  WriteRegStr SHCTX "${UNINSTALL}" "DisplayName" "$(ProgramName)"
  WriteRegStr SHCTX "${UNINSTALL}" "DisplayVersion" "${VERSION}"
  WriteRegStr SHCTX "${UNINSTALL}" "DisplayIcon" "$INSTDIR\Linli.exe,0"
  WriteRegStr SHCTX "${UNINSTALL}" "Publisher" "${COMPANY}"
  WriteRegStr SHCTX "${UNINSTALL}" "InstallLocation" "$INSTDIR"
  WriteRegStr SHCTX "${UNINSTALL}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr SHCTX "${UNINSTALL}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD SHCTX "${UNINSTALL}" "NoModify" 1
  WriteRegDWORD SHCTX "${UNINSTALL}" "NoRepair" 1
  ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
  IntFmt $0 "0x%08X" $0
  WriteRegDWORD SHCTX "${UNINSTALL}" "EstimatedSize" "$0"
  ${RefreshShellIcons}
  ${If} $UpdateRecord != ""
    SetOutPath "$TEMP" ; what is started stands there, not in a folder that may be renamed
    Exec '"$INSTDIR.former\Linli.exe" update-finish "$UpdateRecord"'
  ${EndIf}
SectionEnd

; A failed upgrade leaves the former version where it was.
Function PutBack
  SetOutPath "$TEMP"
  ${If} ${FileExists} "$INSTDIR.former\Linli.exe"
    RMDir /r "$INSTDIR"
    Rename "$INSTDIR.former" "$INSTDIR"
  ${EndIf}
FunctionEnd

Function un.onInit
  !insertmacro MUI_UNGETLANGUAGE
  StrCpy $DataFolder "$LOCALAPPDATA\LinliShouwang"
  ${If} "$INSTDIR" == "$PROGRAMFILES64\Linli"
    SetShellVarContext all
  ${EndIf}
FunctionEnd

Section "Uninstall"
  Call un.WaitUntilClosed
  ; the data stays unless somebody says otherwise: silent only with /DELETEDATA
  StrCpy $Status "keep"
  ${GetParameters} $0
  ClearErrors
  ${GetOptions} $0 "/DELETEDATA" $1
  ${IfNot} ${Errors}
    StrCpy $Status "delete"
  ${ElseIfNot} ${Silent}
    ${If} ${FileExists} "$DataFolder\*.*"
      MessageBox MB_YESNO|MB_ICONQUESTION|MB_DEFBUTTON2 "$(DeleteData)" IDNO keep
      StrCpy $Status "delete"
    keep:
    ${EndIf}
  ${EndIf}

  RMDir /r "$INSTDIR"
  RMDir /r "$INSTDIR.former"
  Delete "$DESKTOP\$(ProgramName).lnk"
  RMDir /r "$SMPROGRAMS\$(ProgramName)"
  DeleteRegKey SHCTX "Software\Classes\.linli"
  DeleteRegKey SHCTX "Software\Classes\${CLASS}"
  DeleteRegKey SHCTX "Software\Classes\.linliupdate"
  DeleteRegKey SHCTX "Software\Classes\${UPDATE_CLASS}"
  DeleteRegKey SHCTX "${UNINSTALL}"
  ${If} $Status == "delete"
    RMDir /r "$DataFolder"
  ${EndIf}
  ${RefreshShellIcons}
SectionEnd
