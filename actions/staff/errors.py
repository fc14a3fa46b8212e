"""What can go wrong with accounts; the sentences are for the member of staff who reads them.

AppError
└── StaffError
    ├── PasswordWeak        the password breaks a rule
    ├── NameTaken           another account has this name
    ├── AccountInvalid      a field of an account is not as wanted
    ├── AccountUnknown      no such account, or it is disabled
    ├── LastAdministrator   nobody would be left to manage accounts
    ├── LinkInvalid         a one-time link that is unknown, used or too old
    ├── SignInRefused       wrong name, password or code; which of them is not told
    └── TooManyAttempts     locked for a while
"""

from __future__ import annotations

from knowledge.errors import AppError


class StaffError(AppError):
    """Base of what can go wrong with accounts."""

    code = "staff_error"


class PasswordWeak(StaffError):
    """The password breaks a rule; the message says which."""

    code = "password_weak"


class NameTaken(StaffError):
    """Another account has this name."""

    code = "name_taken"

    def __init__(self) -> None:
        super().__init__("已经有这个登录名，请换一个")


class AccountInvalid(StaffError):
    """A field of an account is not as wanted; the message says which."""

    code = "account_invalid"


class AccountUnknown(StaffError):
    """No such account, or it is disabled."""

    code = "account_unknown"

    def __init__(self) -> None:
        super().__init__("没有这个账号")


class LastAdministrator(StaffError):
    """Nobody would be left to manage accounts."""

    code = "last_administrator"

    def __init__(self) -> None:
        super().__init__("这是最后一个可用的系统管理员，不能停用，也不能去掉系统管理员角色")


class LinkInvalid(StaffError):
    """A one-time link that is unknown, used or too old."""

    code = "link_invalid"

    def __init__(self) -> None:
        super().__init__("这个链接已经用过或已过期，请向管理员要新的链接")


class SignInRefused(StaffError):
    """Wrong name, password or code; which of them is not told."""

    code = "sign_in_refused"

    def __init__(self) -> None:
        super().__init__("登录名或密码不对")


class TooManyAttempts(StaffError):
    """Locked for a while, the same for names that exist and names that do not."""

    code = "too_many_attempts"

    def __init__(self, seconds: int) -> None:
        minutes = -(-seconds // 60)
        super().__init__(f"尝试次数太多，请过 {minutes} 分钟再试")
        self.seconds = seconds
