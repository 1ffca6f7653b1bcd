; The installer of Linli Shouwang: per user, without an administrator; Chinese and English.
;
;   makensis -DVERSION=0.1.0 -DSOURCE=dist\Linli -DOUT=dist\Linli-setup.exe resources\installer\linli.nsi
;
; -DFAST packs quickly (for CI); -DAMD64 makes the 64-bit stub. Silent: /S, folder /D=C:\..., all users /ALLUSERS (as administrator);
; the uninstaller keeps the data unless it is told /DELETEDATA. An update (desktop/station/updates.py) says /UPDATE="its record": then the
; former version's update-finish is started at the end, which tests the new version and may put the former one back.

!ifdef AMD64
  Target amd64-unicode
!endif
Unicode true
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
!define OLDEST_BUILD 17763 ; Windows 10 1809

Name "$(ProgramName)"
OutFile "${OUT}"
InstallDir "$LOCALAPPDATA\Programs\Linli"
InstallDirRegKey HKCU "${UNINSTALL}" "InstallLocation"
ShowInstDetails nevershow
ShowUninstDetails nevershow
VIProductVersion "${VERSION}.0"
VIAddVersionKey "ProductName" "邻里守望 Linli Shouwang"
VIAddVersionKey "FileDescription" "邻里守望 安装程序"
VIAddVersionKey "FileVersion" "${VERSION}"
VIAddVersionKey "ProductVersion" "${VERSION}"
VIAddVersionKey "CompanyName" "Linli Shouwang contributors"
VIAddVersionKey "LegalCopyright" "MIT"

!define MUI_ICON "..\icons\linli.ico"
!define MUI_UNICON "..\icons\linli.ico"
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
  ${IfNot} ${Errors}
    UserInfo::GetAccountType
    Pop $1
    ${If} $1 == "Admin"
      SetShellVarContext all
      StrCpy $INSTDIR "$PROGRAMFILES64\Linli"
    ${EndIf}
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

  WriteRegStr SHCTX "${UNINSTALL}" "DisplayName" "$(ProgramName)"
  WriteRegStr SHCTX "${UNINSTALL}" "DisplayVersion" "${VERSION}"
  WriteRegStr SHCTX "${UNINSTALL}" "DisplayIcon" "$INSTDIR\Linli.exe,0"
  WriteRegStr SHCTX "${UNINSTALL}" "Publisher" "Linli Shouwang contributors"
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
  DeleteRegKey SHCTX "${UNINSTALL}"
  ${If} $Status == "delete"
    RMDir /r "$DataFolder"
  ${EndIf}
  ${RefreshShellIcons}
SectionEnd
