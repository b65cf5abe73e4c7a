"""The login: who, the password, and the ways for the day when it was forgotten."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QCheckBox, QDialog, QLineEdit, QWidget

from gridadmin.domain.errors import GridAdminError, KeyRefusedError
from gridadmin.i18n import _
from gridadmin.ui.background import Background
from gridadmin.ui.brand import brand_panel
from gridadmin.ui.layouts import button, column, label, resize_to, restyle, row
from gridadmin.ui.login.account_field import AccountField
from gridadmin.ui.login.opening import LoginRequest, Way
from gridadmin.ui.text_field import TextField
from gridadmin.ui.tokens import MEDIUM, ROOMY, TIGHT, WIDE

if TYPE_CHECKING:
    from gridadmin.ui.login.new_password import NewPassword

FREE_TRIES = 3
LONGEST_WAIT_S = 60


def waiting_time(wrong_tries: int) -> int:
    """Return the seconds to wait after a number of wrong tries: none for three, then 2, 4, 8 … at most 60."""
    return 0 if wrong_tries < FREE_TRIES else min(2 ** (wrong_tries - FREE_TRIES + 1), LONGEST_WAIT_S)


class LoginDialog(QDialog):
    """Asks for the account and its secret; `open_office` runs behind the one door.

    Signals:
        opened: the office; practice_asked, restore_asked: the clerk wants the practice office, or a backup restored;
        painted: the first time it is seen.
    """

    opened = Signal(object)
    practice_asked = Signal()
    restore_asked = Signal()
    painted = Signal()

    def __init__(
        self,
        background: Background,
        open_office: Callable[[LoginRequest], Any],
        accounts: Sequence[str] = (),
        last_account: str = "",
    ) -> None:
        super().__init__()
        self.setWindowTitle("gridadmin")
        self._background, self._open_office = background, open_office
        self._wrong, self._way, self._seen = 0, Way.PASSWORD, False
        self.renewal: NewPassword | None = None
        self._timer = QTimer(self, interval=1000)
        self._timer.timeout.connect(self._count_down)
        self._left_s = 0
        self.account = AccountField()
        self.secret = TextField()
        self.secret.setEchoMode(QLineEdit.EchoMode.Password)
        self.secret.submitted.connect(self.log_in)
        self.message = label("", "caption", "danger", wrap=True)
        self.remember = QCheckBox(_("Remember on this computer (system keyring)"))
        self.enter = button(_("Log in"), self.log_in, "primary")
        self.enter.setDefault(True)
        self.by_keyring = button(
            _("Open with the key this computer remembers"), self.log_in_by_keyring, "", "key-round"
        )
        self._remembered: frozenset[str] = frozenset()
        self.account.currentTextChanged.connect(self._offer_keyring)
        self._build()
        self.show_accounts(accounts, last_account)

    def show_accounts(self, accounts: Sequence[str], last: str = "", remembered: Sequence[str] = ()) -> None:
        """Offer the accounts; the one that logged in last is chosen, `remembered` ones may use the keyring."""
        self._remembered = frozenset(remembered)
        self.account.offer(accounts, last)
        self._offer_keyring()
        self.secret.setFocus()

    def _offer_keyring(self) -> None:
        self.by_keyring.setVisible(self._way is Way.PASSWORD and self.account.value() in self._remembered)

    def log_in_by_keyring(self) -> None:
        """Try the key that this computer's keyring holds."""
        if self.enter.isEnabled():
            self._set_busy(True)
            self._say(_("Opening …"), "")
            request = LoginRequest(self.account.value(), "", Way.KEYRING)
            self._background.call(
                self._open_office, request, done=self._on_opened, failed=self.show_failure, caller=self
            )

    def log_in(self) -> None:
        """Try to open the office with what was typed."""
        secret = self.secret.text()
        if not self.enter.isEnabled() or not secret:
            return
        self._set_busy(True)
        self._say(_("Opening …"), "")
        remember = self.remember.isChecked() and self._way is Way.PASSWORD
        request = LoginRequest(self.account.value(), secret, self._way, remember)
        self._background.call(self._open_office, request, done=self._on_opened, failed=self.show_failure, caller=self)

    def switch_way(self) -> None:
        """Change between password and recovery code."""
        by_code = self._way is Way.PASSWORD
        self._way = Way.RECOVERY_CODE if by_code else Way.PASSWORD
        self._title.setText(_("Recovery code, as it was printed") if by_code else _("Password"))
        self._other.setText(_("Use the password") if by_code else _("Use the recovery code"))
        self.secret.setEchoMode(QLineEdit.EchoMode.Normal if by_code else QLineEdit.EchoMode.Password)
        self._offer_keyring()
        self.remember.setEnabled(not by_code)
        self.secret.clear()
        self.secret.setFocus()

    def show_failure(self, error: GridAdminError) -> None:
        """Say why the office was not opened, or cannot be; after wrong secrets with a wait."""
        self._set_busy(False)
        self._say(str(error), "danger")
        if isinstance(error, KeyRefusedError):
            self._wrong += 1
            self._left_s = waiting_time(self._wrong)
            self._text = str(error)
            self.secret.selectAll()
            self.secret.setFocus()
            if self._left_s:
                self._set_busy(True)
                self._timer.start()
                self._show_wait()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Tell when the login is first seen: heavy imports begin only then."""
        super().paintEvent(event)
        if not self._seen:
            self._seen = True
            QTimer.singleShot(0, self.painted.emit)

    def _build(self) -> None:
        self._title = label(_("Password"), "strong")
        self._other = button(_("Use the recovery code"), self.switch_way, "quiet")
        practice = button(_("Practice office"), self.practice_asked.emit, "quiet", "flask-conical")
        rescue = button(_("Restore from a backup …"), self.restore_asked.emit, "quiet", "database-backup")
        rescue.setToolTip(_("For a new computer, or where the office file was damaged"))
        who = column(label(_("Account"), "strong"), self.account, spacing=TIGHT)
        proof = column(self._title, self.secret, self.message, spacing=TIGHT)
        form = column(
            1, label(_("Welcome back"), "heading"), who, proof, self.remember, self.enter, self.by_keyring,
            row(self._other, 1), 1, row(rescue, 1, practice), spacing=ROOMY, margins=(WIDE * 2, WIDE, WIDE * 2, MEDIUM),
        )  # fmt: skip
        holder = QWidget()
        holder.setLayout(form)
        content = row(brand_panel(), holder, spacing=0)
        content.setStretch(0, 2)
        content.setStretch(1, 3)
        self.setLayout(content)
        resize_to(self, 820, 500)

    def _on_opened(self, office: Any) -> None:
        self.secret.clear()
        if self._way is Way.RECOVERY_CODE:
            self._say("", "")
            from gridadmin.ui.login.new_password import NewPassword

            self.renewal = NewPassword(self, self._background, office)
            self.renewal.renewed.connect(self._let_in)
            self.renewal.open()
            return
        self._let_in(office)

    def _let_in(self, office: Any) -> None:
        self.opened.emit(office)
        self.accept()

    def _count_down(self) -> None:
        self._left_s -= 1
        if self._left_s > 0:
            self._show_wait()
            return
        self._timer.stop()
        self._set_busy(False)
        self._say(self._text, "danger")
        self.secret.setFocus()

    def _show_wait(self) -> None:
        wait = _("Please wait {seconds} s before the next try.").format(seconds=self._left_s)
        self._say(f"{self._text} {wait}", "danger")

    def _set_busy(self, busy: bool) -> None:
        self.enter.setEnabled(not busy)
        self.secret.setReadOnly(busy)

    def _say(self, text: str, tone: str) -> None:
        self.message.setText(text)
        restyle(self.message, tone=tone)
