@echo off
rem gridadmin from a checkout on Windows: sets up what is missing (see tools\bootstrap.py), then runs.
rem   gridadmin              the window
rem   gridadmin test [ARGS]  every check; with ARGS only pytest, which gets them
rem   gridadmin ARGS         the command line
setlocal
set "HERE=%~dp0"
set "VENV=%GRIDADMIN_VENV%"
if not defined VENV set "VENV=%HERE%.venv"
set "MAKER=%GRIDADMIN_PYTHON%"
for %%V in (3.13 3.12 3.11) do if not defined MAKER (
    py -%%V -c "" >nul 2>nul && set "MAKER=py -%%V"
)
if not defined MAKER set "MAKER=python"
set "KIND=window"
if /i "%~1"=="test" set "KIND=test"

%MAKER% "%HERE%tools\bootstrap.py" %KIND% "%VENV%"
if errorlevel 9009 (
    echo No Python 3.11-3.13 was found. Install it from your software centre or python.org. 1>&2
    exit /b 3
)
if errorlevel 1 exit /b %errorlevel%

if /i "%~1"=="test" goto test
if /i "%~1"=="--gui" goto window
"%VENV%\Scripts\python.exe" -m gridadmin %*
exit /b %errorlevel%

:window
"%VENV%\Scripts\python.exe" -m gridadmin
exit /b %errorlevel%

:test
set "REST="
shift
:next
if "%~1"=="" goto run
set REST=%REST% %1
shift
goto next
:run
"%VENV%\Scripts\python.exe" "%HERE%tools\checks.py" %REST%
exit /b %errorlevel%
